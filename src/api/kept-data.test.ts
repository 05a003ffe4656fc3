/** What the library keeps of people, changes of personas included; in memory unless a file is named. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../core/clock.ts";
import { silentLog } from "../core/log.ts";
import { openStores } from "../storage/index.ts";
import { createRepartee } from "./create-repartee.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-kept-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// What a program without a compiler may hand over.
const wrong = (value: unknown): never => value as never;

describe("preferences", () => {
  test("are kept, listed, found by likeness, used and removed, each user's apart", async () => {
    await using repartee = await createRepartee();
    const { preferences } = repartee;
    const added = await preferences.add({ userId: "mia", title: "Seven Samurai", year: 1954 });
    expect(added).toMatchObject({ persisted: true, preference: { kind: "movie", verdict: "liked" } });
    await preferences.add({ userId: "mia", title: "Toy Story", verdict: "seen" });
    await preferences.add({ userId: "tom", title: "Heat" });
    expect((await preferences.list({ userId: "mia" })).map(({ title }) => title)).toEqual([
      "Seven Samurai",
      "Toy Story",
    ]);
    const found = await preferences.search({ userId: "mia", query: "samurai", limit: 1 });
    expect(found).toMatchObject([{ preference: { title: "Seven Samurai" }, similarity: expect.any(Number) }]);
    const { recommendations } = await repartee.recommend({ query: "a samurai film", userId: "mia", limit: 10 });
    expect(recommendations.map(({ title }) => title)).not.toContain("Seven Samurai");
    expect(await preferences.remove("tom", added.preference.id)).toBe(false);
    expect(await preferences.remove("mia", added.preference.id)).toBe(true);
    expect(await preferences.list({ userId: "mia", kind: "movie" })).toHaveLength(1);
  });

  test.each([
    ["add", undefined, undefined],
    ["add", { userId: "u" }, "title"],
    ["add", { title: "t" }, "userId"],
    ["add", { userId: "u", title: "t", year: "1999" }, "year"],
    ["add", { userId: "u", title: "t", verdict: "hated" }, "verdict"],
    ["add", { userId: "u", title: "t", id: "1" }, "id"],
    ["add", { userId: "u", title: "x".repeat(301) }, "title"],
    ["add", { user_id: "u", userId: "u", title: "t" }, "user_id"],
    ["list", {}, "userId"],
    ["list", { userId: "u", kind: "" }, "kind"],
    ["search", { userId: "u" }, "query"],
    ["search", { userId: "u", query: "q", limit: 101 }, "limit"],
    ["remove", undefined, "userId"],
  ] as const)("%s refuses %j", async (name, request, param) => {
    await using repartee = await createRepartee();
    await expect(repartee.preferences[name](wrong(request), wrong("i"))).rejects.toMatchObject({
      code: "invalid_request",
      param,
    });
  });
});

describe("conversations and users", () => {
  test("are listed page by page, read, rated and removed", async () => {
    await using repartee = await createRepartee();
    const { conversations, users } = repartee;
    for (const id of ["c1", "c2", "c3"]) {
      await repartee.respond({ text: "I am so happy today!", conversationId: id, userId: id === "c3" ? "tom" : "mia" });
    }
    await repartee.respond({ text: "Now I am sad and I cry.", conversationId: "c1", userId: "mia" });

    const page = await conversations.list({ limit: 2 });
    const rest = await conversations.list({ limit: 2, before: page.at(-1)?.id ?? "" });
    expect([...page, ...rest].map(({ id }) => id).toSorted()).toEqual(["c1", "c2", "c3"]);
    expect((await conversations.list({ userId: "tom" })).map(({ id }) => id)).toEqual(["c3"]);
    expect(await conversations.find("c1")).toMatchObject({ id: "c1", userId: "mia", persona: "ollie" });
    expect(await conversations.find("nothing")).toBeUndefined();

    const messages = await conversations.messages("c1");
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    expect(await conversations.messages("c1", { last: 1 })).toEqual(messages.slice(-1));
    const { readings, summary } = await conversations.emotions("c1");
    expect(readings.map(({ messageId }) => messageId)).toEqual([messages[0]?.id, messages[2]?.id]);
    expect(summary).toMatchObject({ counts: { happy: 1, sad: 1 }, direction: "worsening" });

    expect(await conversations.remove("c2")).toBe(true);
    expect(await conversations.remove("c2")).toBe(false);
    await repartee.preferences.add({ userId: "mia", title: "Heat" });
    const data = await users.export("mia");
    expect(data.conversations.map(({ id, messages: { length } }) => [id, length])).toEqual([["c1", 4]]);
    expect(await users.remove("mia")).toEqual({ conversations: 1, messages: 4, preferences: 1, responses: 0 });
    expect(await users.export("mia")).toEqual({ userId: "mia", conversations: [], preferences: [], responses: [] });
    expect(await conversations.find("c3")).toBeDefined();
  });

  test("refuse what is no id, and say which conversation is not there", async () => {
    await using repartee = await createRepartee();
    const { conversations, users } = repartee;
    const refused = (param: string): object => ({ code: "invalid_request", param });
    await expect(conversations.find(wrong(undefined))).rejects.toMatchObject(refused("id"));
    await expect(conversations.messages(wrong(5))).rejects.toMatchObject(refused("id"));
    await expect(conversations.messages("c", { last: 0 })).rejects.toMatchObject(refused("last"));
    await expect(conversations.emotions("")).rejects.toMatchObject(refused("id"));
    await expect(conversations.remove(wrong(null))).rejects.toMatchObject(refused("id"));
    await expect(conversations.list({ limit: 201 })).rejects.toMatchObject(refused("limit"));
    await expect(conversations.list(wrong({ user_id: "u" }))).rejects.toMatchObject(refused("user_id"));
    await expect(users.export("")).rejects.toMatchObject(refused("userId"));
    await expect(users.remove(wrong(undefined))).rejects.toMatchObject(refused("userId"));
    for (const act of [
      conversations.messages("lost"),
      conversations.emotions("lost"),
      conversations.list({ before: "lost" }),
    ]) {
      await expect(act).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining('"lost"') });
    }
  });
});

describe("personas", () => {
  test("are listed, changed while the program runs, and brought back", async () => {
    await using repartee = await createRepartee();
    const { personas } = repartee;
    expect((await personas.list()).map(({ name }) => name)).toContain("ollie");
    const { title } = await personas.show("ollie");
    const changed = await personas.override("ollie", { title: "Oliver" });
    expect(changed).toMatchObject({ persisted: true, persona: { name: "ollie", title: "Oliver" } });
    expect((await personas.show("ollie")).title).toBe("Oliver");
    expect(await personas.restore("ollie")).toBe(true);
    expect(await personas.restore("ollie")).toBe(false);
    expect((await personas.show("ollie")).title).toBe(title);
  });

  test("refuse who is not there, and changes that are none", async () => {
    await using repartee = await createRepartee();
    const { personas } = repartee;
    await expect(personas.show("nobody")).rejects.toMatchObject({ code: "persona_not_found" });
    await expect(personas.show(wrong(undefined))).rejects.toMatchObject({ code: "invalid_request", param: "name" });
    await expect(personas.override("ollie", wrong("Oliver"))).rejects.toMatchObject({ param: "changes" });
    await expect(personas.override("ollie", { limits: { sentences: "many" } })).rejects.toMatchObject({
      code: "invalid_request",
      param: expect.stringMatching(/^limits/),
    });
    await expect(personas.restore("nobody")).rejects.toMatchObject({ code: "persona_not_found" });
  });
});

describe("a database file", () => {
  test("is written only by a feature that keeps something, never by making a Repartee or by chatting", async () => {
    const databasePath = join(folder, "unasked.db");
    await using repartee = await createRepartee({ model: "echo", databasePath });
    await repartee.chat("Hello");
    await repartee.complete({ prompt: "Hello" });
    await repartee.generateResponse("Hello");
    await repartee.smollm("Hello");
    expect(existsSync(databasePath)).toBe(false);
    await repartee.respond("Hello");
    expect(existsSync(databasePath)).toBe(true);
  });

  test("outlives the Repartee that wrote it", async () => {
    const databasePath = join(folder, "outlives.db");
    {
      await using first = await createRepartee({ databasePath });
      await first.preferences.add({ userId: "mia", title: "Heat" });
    }
    await using second = await createRepartee({ databasePath });
    expect(await second.preferences.list({ userId: "mia" })).toMatchObject([{ title: "Heat" }]);
  });

  test.each(["a look at it", "a reply"])("closes what a crash cut off at %s, without a port", async (use) => {
    const path = join(folder, `interrupted by ${use}.db`);
    const conversation = { id: "old", createdAtMs: 1 };
    const cutOff = {
      id: crypto.randomUUID(),
      conversationId: "old",
      role: "assistant",
      text: "I was ab",
      createdAtMs: 2,
    };
    {
      await using crashed = await openStores({ databaseUrl: null, path, clock: systemClock, log: silentLog });
      await crashed.conversations.begin(conversation);
      await crashed.conversations.put({ ...cutOff, role: "assistant", state: "streaming" });
    }
    await using repartee = await createRepartee({ databasePath: path, model: "echo" });
    if (use === "a reply") await repartee.respond({ text: "Hello", conversationId: "new" });
    expect(await repartee.conversations.messages("old")).toMatchObject([{ text: "I was ab", state: "partial" }]);
    if (use !== "a reply") return;
    const states = (await repartee.conversations.messages("new")).map(({ state }) => state);
    expect(states).toEqual(["complete", "complete"]);
  });
});

describe("a catalog of one's own", () => {
  test("that cannot be used is reported by the first recommendation and by listening, and costs nothing else", async () => {
    const path = join(folder, "no such catalog.csv");
    await using repartee = await createRepartee({ model: "echo", itemCatalogs: [{ path }] });
    expect((await repartee.chat("Hello")).text).toBe("Hello");
    const refused = { code: "config_invalid", param: "item_catalogs", message: expect.stringContaining(path) };
    await expect(repartee.recommend({ query: "a film" })).rejects.toMatchObject(refused);
    await expect(repartee.listen({ port: 0 })).rejects.toMatchObject(refused);
  });
});
