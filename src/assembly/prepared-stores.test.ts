import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../core/clock.ts";
import { silentLog } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import { openStores } from "../storage/index.ts";
import { createPreparedStores } from "./prepared-stores.ts";

interface Scene {
  readonly inner: Stores;
  readonly stores: Stores;
  readonly prepared: () => number;
  readonly finish: () => void;
}

/** Preparing goes on until `finish`. */
async function scene(): Promise<Scene> {
  let prepared = 0;
  let finish = (): void => {};
  const ending = new Promise<void>((resolve) => (finish = resolve));
  const inner = await openStores({ databaseUrl: null, path: ":memory:", clock: systemClock, log: silentLog });
  onTestFinished(() => inner[Symbol.asyncDispose]());
  const { stores } = createPreparedStores(inner, () => {
    prepared += 1;
    return ending;
  });
  return { inner, stores, prepared: () => prepared, finish };
}

const conversation = { id: "c", createdAtMs: 1 };

describe("prepared stores", () => {
  test.each<readonly [name: string, read: (stores: Stores) => Promise<unknown>]>([
    ["find", ({ conversations }) => conversations.find("c")],
    ["messages", ({ conversations }) => conversations.messages("c")],
    ["list", ({ conversations }) => conversations.list({ limit: 1 })],
    ["remove", ({ conversations }) => conversations.remove("c")],
    ["export", ({ users }) => users.export("u")],
    ["remove of a user", ({ users }) => users.remove("u")],
  ])("keep %s waiting until they are prepared", async (_, read) => {
    const { stores, prepared, finish } = await scene();
    let isRead = false;
    const reading = read(stores).then(() => (isRead = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([prepared(), isRead]).toEqual([1, false]);
    finish();
    expect(await reading).toBe(true);
  });

  test("are the given ones without a layer once they are prepared", async () => {
    const { inner, stores, finish } = await scene();
    expect(stores.conversations).not.toBe(inner.conversations);
    finish();
    await stores.conversations.find("c");
    expect(stores.conversations).toBe(inner.conversations);
    expect(stores.users).toBe(inner.users);
  });

  test("are prepared before a write, which does not wait for it", async () => {
    const { stores, prepared } = await scene();
    expect(await stores.conversations.begin(conversation)).toEqual({ persisted: true });
    expect(prepared()).toBe(1);
  });

  test("are not prepared for preferences, changes of personas, or for their state", async () => {
    const { stores, prepared } = await scene();
    await stores.preferences.list("u");
    await stores.personaOverrides.get("ollie");
    expect(stores.state()).toMatchObject({ kind: "memory" });
    expect(prepared()).toBe(0);
  });
});
