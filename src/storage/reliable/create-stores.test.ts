import { expect, test, vi } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { silentLog, type Log } from "../../core/log.ts";
import type { WriteOutcome } from "../../core/stores.ts";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import type { DatabaseSource, OpenDatabase } from "../database.ts";
import { sqliteSource } from "../sqlite/source.ts";
import { createStores, type ReliableOptions } from "./create-stores.ts";

/** A real database in memory whose opening and whose transactions fail, or hang, while a test says so. */
function unsteadySource() {
  const source = sqliteSource(":memory:");
  let trouble: "none" | "fails" | "hangs" = "none";
  let transactions = 0;
  let opened: Promise<OpenDatabase> | undefined;
  async function suffer(): Promise<void> {
    if (trouble === "hangs") await new Promise(() => {});
    if (trouble === "fails") throw new Error("the disk is on fire");
  }
  const unsteady: DatabaseSource = {
    ...source,
    async open(signal) {
      await suffer();
      const database = await (opened ??= source.open(signal));
      const query = new Proxy(database.query, {
        get(target, name) {
          if (name === "selectFrom" && trouble === "fails") throw new Error("the disk is on fire");
          if (name !== "transaction") {
            const member: unknown = Reflect.get(target, name);
            return typeof member === "function" ? (member.bind(target) as unknown) : member;
          }
          return () => ({
            execute: async (work: Parameters<ReturnType<typeof target.transaction>["execute"]>[0]) => {
              transactions += 1;
              await suffer();
              return await target.transaction().execute(work);
            },
          });
        },
      });
      return { ...database, query, survives: () => false, close: async () => {} };
    },
  };
  return {
    source: unsteady,
    be: (next: typeof trouble) => (trouble = next),
    transactions: () => transactions,
  };
}

function scene(options: Partial<ReliableOptions> = {}) {
  const database = unsteadySource();
  const clock: FakeClock = createFakeClock();
  const stores = createStores({ source: database.source, clock, log: silentLog, ...options });
  return { ...database, clock, stores };
}

const conversation = (id: string) => ({ id, createdAtMs: 1 });
const message = (id: string, text: string = id) =>
  ({ id, conversationId: "c", role: "user", text, state: "complete", createdAtMs: 1 }) as const;
const texts = async ({ conversations }: ReturnType<typeof createStores>) =>
  (await conversations.messages("c", { waitingIsEnough: true })).map(({ text }) => text);

test("write while the database fails is pending, seen by reads, and written when it is back", async () => {
  const { stores, clock, be } = scene();
  await stores.conversations.begin(conversation("c"));
  be("fails");
  expect(await stores.conversations.put(message("a"))).toEqual({ persisted: false });
  expect(await stores.conversations.put(message("b"))).toEqual({ persisted: false });
  expect(await texts(stores)).toEqual(["a", "b"]);
  expect(stores.state()).toEqual({ kind: "memory", available: false, pending: 2, dropped: 0 });
  await clock.advance(60_000);
  expect(stores.state()).toMatchObject({ available: false, pending: 2 });
  be("none");
  await clock.advance(15_000);
  expect(stores.state()).toEqual({ kind: "memory", available: true, pending: 0, dropped: 0 });
  expect(await texts(stores)).toEqual(["a", "b"]);
  expect(await stores.conversations.put(message("d"))).toEqual({ persisted: true });
});

test("database that cannot be opened at the start: writes wait, a conversation goes on, reads fail at once", async () => {
  const { stores, clock, be } = scene();
  be("fails");
  expect(await stores.conversations.begin(conversation("c"))).toEqual({ persisted: false });
  expect(await stores.conversations.put(message("a"))).toEqual({ persisted: false });
  expect(await stores.conversations.find("c", { waitingIsEnough: true })).toEqual(conversation("c"));
  expect(await texts(stores)).toEqual(["a"]);
  await expect(stores.conversations.list({ limit: 5 })).rejects.toMatchObject({ code: "storage_unavailable" });
  await expect(stores.conversations.messages("other")).rejects.toThrow(ReparteeError);
  await expect(stores.users.remove("u")).rejects.toMatchObject({ code: "storage_unavailable" });
  be("none");
  await clock.advance(15_000);
  expect(await texts(stores)).toEqual(["a"]);
  expect(stores.state()).toMatchObject({ available: true, pending: 0 });
});

test("reader who needs everything is refused while the database is unavailable, whatever is pending, and gets it afterwards", async () => {
  const { stores, clock, be } = scene();
  const refused = { code: "storage_unavailable" };
  const liked = (id: string) =>
    ({ id, userId: "u", kind: "movie", title: id, verdict: "liked", createdAtMs: 1 }) as const;
  await stores.conversations.begin(conversation("c"));
  await stores.conversations.put(message("a"));
  await stores.preferences.put(liked("p"));
  be("fails");
  await stores.conversations.begin({ ...conversation("c"), createdAtMs: 99 });
  await stores.conversations.put(message("b"));
  await stores.preferences.put(liked("q"));
  await expect(stores.conversations.find("c")).rejects.toMatchObject(refused);
  await expect(stores.conversations.messages("c")).rejects.toMatchObject(refused);
  await expect(stores.conversations.messages("c", { last: 1 })).rejects.toMatchObject(refused);
  await expect(stores.preferences.list("u")).rejects.toMatchObject(refused);
  expect(await stores.preferences.list("u", undefined, { waitingIsEnough: true })).toEqual([liked("q")]);
  await expect(stores.preferences.list("v", undefined, { waitingIsEnough: true })).rejects.toMatchObject(refused);
  be("none");
  await clock.advance(15_000);
  expect(await stores.conversations.find("c")).toEqual(conversation("c"));
  expect((await stores.conversations.messages("c")).map(({ id }) => id)).toEqual(["a", "b"]);
  expect((await stores.preferences.list("u")).map(({ id }) => id)).toEqual(["p", "q"]);
});

test("write to a database that hangs answers after its timeout, and a read after its own", async () => {
  const { stores, clock, be } = scene({ timeouts: { writeMs: 1_000, readMs: 2_000, transactionMs: 10_000 } });
  be("hangs");
  const outcome = vi.fn<(outcome: WriteOutcome) => void>();
  void stores.conversations.begin(conversation("c")).then(outcome);
  const refused = vi.fn<(error: unknown) => void>();
  stores.conversations.list({ limit: 1 }).catch(refused);
  await clock.advance(999);
  expect(outcome).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(outcome).toHaveBeenCalledWith({ persisted: false });
  expect(refused).not.toHaveBeenCalled();
  await clock.advance(1_000);
  expect(refused).toHaveBeenCalledWith(expect.objectContaining({ code: "storage_unavailable" }));
});

test("last write of a message wins while the database is unavailable, in the place of the first", async () => {
  const { stores, clock, be, transactions } = scene();
  be("fails");
  await stores.conversations.begin(conversation("c"));
  for (const text of ["H", "He", "Hello"]) await stores.conversations.put(message("a", text));
  await stores.conversations.put(message("b"));
  await stores.conversations.put(message("a", "Hello!"));
  expect(stores.state().pending).toBe(3);
  be("none");
  await clock.advance(15_000);
  expect(await texts(stores)).toEqual(["Hello!", "b"]);
  expect(transactions()).toBe(1);
});

test("too many pending writes drop the oldest messages, count them and log it once", async () => {
  const error = vi.fn<Log["error"]>();
  const { stores, clock, be } = scene({ limits: { maxWrites: 4, maxBytes: 1e6 }, log: { ...silentLog, error } });
  be("fails");
  await stores.conversations.begin(conversation("c"));
  for (const id of ["1", "2", "3", "4", "5", "6"]) await stores.conversations.put(message(id));
  expect(stores.state()).toMatchObject({ pending: 4, dropped: 3 });
  expect(error.mock.calls.filter(([, text]) => text.includes("dropped"))).toHaveLength(1);
  be("none");
  await clock.advance(15_000);
  expect(await texts(stores)).toEqual(["4", "5", "6"]);
});

test("pending writes are limited in bytes as well", async () => {
  const { stores, be } = scene({ limits: { maxWrites: 1_000, maxBytes: 100_000 } });
  be("fails");
  for (let index = 0; index < 50; index += 1) await stores.conversations.put(message(`${index}`, "x".repeat(5_000)));
  expect(stores.state().pending).toBeLessThan(10);
  expect(stores.state().pending + stores.state().dropped).toBe(50);
});

test("what a crash left is closed before anything that waited is written, however late the database comes", async () => {
  const { stores, clock, be } = scene();
  await stores.conversations.begin(conversation("c"));
  be("fails");
  await stores.conversations.put({ ...message("now"), state: "streaming" });
  const closed = stores.conversations.closeInterrupted();
  await clock.advance(1_000);
  expect(await closed).toBe(0);
  be("none");
  await clock.advance(15_000);
  expect((await stores.conversations.messages("c")).map(({ state }) => state)).toEqual(["streaming"]);
});

test("closing what a crash left waits for no timer when the database cannot be opened", async () => {
  const { stores, be } = scene();
  be("fails");
  // The clock does not advance: waiting for a timer would keep the server from starting.
  expect(await stores.conversations.closeInterrupted()).toBe(0);
  expect(await stores.conversations.closeInterrupted()).toBe(0);
});

test("writes at once share one transaction", async () => {
  const { stores, transactions } = scene();
  const ids = Array.from({ length: 60 }, (_, index) => `m${index}`);
  const outcomes = await Promise.all([
    stores.conversations.begin(conversation("c")),
    ...ids.map((id) => stores.conversations.put(message(id))),
  ]);
  expect(new Set(outcomes.map(({ persisted }) => persisted))).toEqual(new Set([true]));
  expect(transactions()).toBe(1);
});

test("one refused write does not keep the others of its transaction out", async () => {
  const { stores } = scene();
  const outcomes = await Promise.all([
    stores.conversations.begin(conversation("c")),
    stores.conversations.put(message("a")),
    stores.conversations.put({ ...message("lost"), conversationId: "nowhere" }),
    stores.conversations.put(message("b")),
  ]);
  expect(outcomes.map(({ persisted }) => persisted)).toEqual([true, true, false, true]);
  expect(stores.state()).toMatchObject({ available: true, pending: 0, dropped: 1 });
});

test("trouble is logged once and its end once, however many attempts there were", async () => {
  const [error, info] = [vi.fn<Log["error"]>(), vi.fn<Log["info"]>()];
  const { stores, clock, be } = scene({ log: { ...silentLog, error, info } });
  be("fails");
  await stores.conversations.begin(conversation("c"));
  await clock.advance(300_000);
  be("none");
  await clock.advance(15_000);
  expect(error).toHaveBeenCalledTimes(1);
  expect(info).toHaveBeenCalledTimes(1);
});

test("disposing writes what is pending, logs what is lost, and leaves no timer", async () => {
  const error = vi.fn<Log["error"]>();
  const { stores, clock, be } = scene({ log: { ...silentLog, error } });
  be("fails");
  await stores.conversations.begin(conversation("c"));
  const disposed = stores[Symbol.asyncDispose]();
  await clock.advance(2_000);
  await disposed;
  expect(error).toHaveBeenLastCalledWith({ writes: 1, conversation: 1 }, expect.stringContaining("lost"));
  expect(clock.pendingCount).toBe(0);
  expect(await stores.conversations.put(message("late"))).toEqual({ persisted: false });
});
