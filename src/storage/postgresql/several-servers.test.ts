/** Several processes on one database, each with stores of its own; the last one reaches it over a link that can be cut. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createBreakableLink, type BreakableLink } from "../../../test/support/breakable-link.ts";
import { findPostgresql, startPostgresql, type PostgresqlServer } from "../../../test/support/postgresql-server.ts";
import { systemClock } from "../../core/clock.ts";
import { silentLog } from "../../core/log.ts";
import type { Stores } from "../../core/stores.ts";
import type { OpenDatabase } from "../database.ts";
import { openStores } from "../open-stores.ts";
import { postgresqlSource } from "./source.ts";

const { signal: never } = new AbortController();
const found = findPostgresql(process.env);

interface Scene {
  readonly a: Stores;
  readonly b: Stores;
  /** Between the database and `b`. */
  readonly link: BreakableLink;
  readonly database: OpenDatabase;
  /** Makes what `b` has written so far a second older. */
  later(): void;
}

const conversation = (id: string, userId?: string) => ({ id, userId, createdAtMs: 1 });
const message = (id: string, conversationId: string, more: { text?: string; state?: "streaming" } = {}) =>
  ({ id, conversationId, role: "assistant", text: id, state: "complete", createdAtMs: 1, ...more }) as const;
const liked = (id: string, userId: string) =>
  ({ id, userId, kind: "movie", title: id, verdict: "liked", createdAtMs: 1 }) as const;

describe.skipIf(typeof found === "string")(
  `several servers on one PostgreSQL${typeof found === "string" ? ` (skipped: ${found})` : ""}`,
  () => {
    let server: PostgresqlServer;
    beforeAll(async () => {
      if (typeof found !== "string") server = await startPostgresql(found.folder);
    });
    afterAll(() => server[Symbol.asyncDispose]());

    async function scene(): Promise<Scene> {
      const url = await server.createDatabase();
      const link = await createBreakableLink(Number(new URL(url).port));
      const linked = new URL(url);
      linked.port = String(link.port);
      // A busy machine is no outage: a link that is cut fails at once.
      const timeouts = { readMs: 20_000, writeMs: 20_000 };
      const options = { path: "", clock: systemClock, log: silentLog, timeouts };
      const a = await openStores({ ...options, databaseUrl: url });
      let passedMs = 0;
      const clock = { ...systemClock, now: () => systemClock.now() + passedMs };
      const b = await openStores({ ...options, databaseUrl: linked.href, clock });
      const database = await postgresqlSource(url).open(never);
      onTestFinished(async () => {
        await database.close();
        await Promise.all([a, b].map((stores) => stores[Symbol.asyncDispose]()));
        await link[Symbol.asyncDispose]();
      });
      return { a, b, link, database, later: () => void (passedMs += 1_000) };
    }

    /** As if the time had passed. */
    const expireLeases = ({ database }: Scene) => sql`update turn_leases set expires_at_ms = 1`.execute(database.query);
    const statesOf = async (stores: Stores, id: string) =>
      (await stores.conversations.messages(id)).map(({ state, text }) => `${state} ${text}`);
    async function isAvailable(stores: Stores): Promise<void> {
      await expect.poll(() => stores.state(), { timeout: 20_000 }).toMatchObject({ available: true, pending: 0 });
    }

    test("turns of one conversation are taken one after another, each after the writes of the one before", async () => {
      const { a, b } = await scene();
      await a.conversations.begin(conversation("c"));
      const order: string[] = [];
      async function turn(stores: Stores, name: string): Promise<void> {
        const end = await stores.conversations.acquireTurn("c", never);
        const seen = await stores.conversations.messages("c");
        order.push(`${name} after ${seen.filter(({ state }) => state === "complete").length}`);
        expect(seen.filter(({ state }) => state === "streaming")).toEqual([]);
        await stores.conversations.put(message(name, "c", { state: "streaming" }));
        // Not awaited: the end of the turn is written behind it.
        void stores.conversations.put(message(name, "c"));
        end();
      }
      await Promise.all([turn(a, "a1"), turn(b, "b1"), turn(a, "a2"), turn(b, "b2")]);
      expect(order.map((text) => text.replace(/^\w+ /, ""))).toEqual(["after 0", "after 1", "after 2", "after 3"]);
      const other = await b.conversations.acquireTurn("other", never);
      (await a.conversations.acquireTurn("c", never))();
      other();
    });

    test("a turn that waits for another server's ends when its caller leaves, and holds nothing", async () => {
      const { a, b } = await scene();
      const end = await a.conversations.acquireTurn("c", never);
      const caller = new AbortController();
      const waiting = b.conversations.acquireTurn("c", caller.signal);
      caller.abort();
      await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
      end();
      (await b.conversations.acquireTurn("c", never))();
    });

    test("a server that starts leaves what another one is writing, and closes what a dead one left", async () => {
      const all = await scene();
      const { a, b } = all;
      await a.conversations.begin(conversation("c"));
      await a.conversations.acquireTurn("c", never);
      await a.conversations.put(message("m", "c", { state: "streaming" }));
      expect(await b.conversations.closeInterrupted()).toBe(0);
      expect(await statesOf(b, "c")).toEqual(["streaming m"]);
      await expireLeases(all);
      expect(await b.conversations.closeInterrupted()).toBe(1);
      expect(await statesOf(b, "c")).toEqual(["partial m"]);
    });

    test("the conversation of a server that died goes on elsewhere, what it left is partial by then", async () => {
      const all = await scene();
      const { a, b } = all;
      await a.conversations.begin(conversation("c"));
      await a.conversations.acquireTurn("c", never);
      await a.conversations.put(message("m", "c", { state: "streaming" }));
      const waiting = b.conversations.acquireTurn("c", never);
      await expireLeases(all);
      await waiting;
      expect(await statesOf(b, "c")).toEqual(["partial m"]);
      // It was alive after all: its end is the truth.
      await a.conversations.put(message("m", "c"));
      expect(await statesOf(b, "c")).toEqual(["complete m"]);
    });

    test("a turn begun without the database has a lease soon after it is back", async () => {
      const { a, b, link, database } = await scene();
      await b.conversations.begin(conversation("c"));
      link.cut();
      await b.conversations.put(message("m", "c", { state: "streaming" }));
      const end = await b.conversations.acquireTurn("c", never);
      link.mend();
      await isAvailable(b);
      const leases = () => database.query.selectFrom("turn_leases").select("conversation_id").execute();
      await expect.poll(leases, { timeout: 10_000 }).toEqual([{ conversation_id: "c" }]);
      expect(await a.conversations.closeInterrupted()).toBe(0);
      end();
      await expect.poll(leases, { timeout: 10_000 }).toEqual([]);
    });

    test("what a server could not write when a user was removed elsewhere does not come back", async () => {
      const { a, b, link, later } = await scene();
      await b.conversations.begin(conversation("c", "mia"));
      link.cut();
      await b.conversations.put(message("m", "c"));
      await b.conversations.begin(conversation("new", "mia"));
      await b.conversations.put(message("n", "new"));
      await b.preferences.put(liked("p", "mia"));
      await b.preferences.put(liked("q", "tom"));
      later();
      expect(await a.users.remove("mia")).toMatchObject({ conversations: 1, messages: 0 });
      link.mend();
      await isAvailable(b);
      expect(await a.users.export("mia")).toMatchObject({ conversations: [], preferences: [] });
      expect(await a.preferences.list("tom")).toHaveLength(1);
      // What is written afterwards is new.
      await b.conversations.begin(conversation("c", "mia"));
      await b.conversations.put(message("later", "c"));
      expect(await statesOf(a, "c")).toEqual(["complete later"]);
    });

    test("a change of a persona that waited does not replace a newer one, nor come back after its removal", async () => {
      const { a, b, link, later } = await scene();
      link.cut();
      await b.personaOverrides.put("ollie", "old");
      await b.personaOverrides.put("robo", "old");
      await b.personaOverrides.put("luna", "only");
      later();
      await a.personaOverrides.put("ollie", "new");
      await a.personaOverrides.remove("robo");
      link.mend();
      await isAvailable(b);
      for (const stores of [a, b]) {
        expect(await stores.personaOverrides.get("ollie")).toBe("new");
        expect(await stores.personaOverrides.get("robo")).toBeUndefined();
        expect(await stores.personaOverrides.get("luna")).toBe("only");
      }
    });

    test("a conversation that was removed elsewhere stays removed", async () => {
      const { a, b, link, later } = await scene();
      await b.conversations.begin(conversation("c"));
      link.cut();
      await b.conversations.begin(conversation("c"));
      await b.conversations.put(message("m", "c"));
      later();
      expect(await a.conversations.remove("c")).toBe(true);
      link.mend();
      await isAvailable(b);
      expect(await a.conversations.find("c")).toBeUndefined();
      expect(b.state().dropped).toBe(0);
    });
  },
);
