/** Data of an older version: dumps of databases that the first version with stored conversations wrote. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import type { Stores } from "../../src/core/stores.ts";
import { openStores } from "../../src/storage/index.ts";
import { openSqlite } from "../../src/storage/sqlite/binding.ts";
import { findPostgresql, startPostgresql } from "../support/postgresql-server.ts";

const options = { clock: systemClock, log: silentLog };
const found = findPostgresql(process.env);
const dump = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

/** All of it is there, what a crash left is closed, and the next messages and changes are stored. */
async function expectUsable(stores: Stores): Promise<void> {
  const { conversations, personaOverrides, preferences, responses, users } = stores;
  expect(await conversations.closeInterrupted()).toBe(1);
  expect(await conversations.list({ limit: 9 })).toEqual([
    { id: "c.2", createdAtMs: 1_790_000_005_000 },
    { id: "c:1", userId: "mia", persona: "ollie", createdAtMs: 1_790_000_000_000 },
  ]);
  expect(await conversations.messages("c:1")).toMatchObject([
    {
      id: "m1",
      text: 'Grüße, 世界! It\'s "quoted"\nand long',
      language: "de",
      emotion: { label: "happy", confidence: 0.625 },
    },
    {
      ...{ id: "m2", source: "fallback_model", model: "owner/model:Q4_K_M", reason: "first_token_timeout" },
      timings: { firstTokenMs: 12.5, totalMs: 1234.75 },
    },
    { id: "m3", state: "complete" },
    { id: "m4", text: "cut o", state: "partial" },
  ]);
  expect(await preferences.list("mia")).toMatchObject([
    { id: "p1", year: 1954, embedding: { model: "tiny", vector: new Float32Array([0.5, -0.25, 0.125]) } },
    { id: "p2", kind: "book", verdict: "seen" },
  ]);
  expect(await personaOverrides.get("ollie")).toBe('{"description":"changed"}');

  const end = await conversations.acquireTurn("c:1", new AbortController().signal);
  const later = { conversationId: "c:1", role: "user", state: "complete", createdAtMs: 1_790_000_009_000 } as const;
  expect(await conversations.put({ ...later, id: "m6", text: "new" })).toEqual({ persisted: true });
  end();
  expect(await personaOverrides.put("ollie", "{}")).toEqual({ persisted: true });
  expect(await personaOverrides.get("ollie")).toBe("{}");
  expect(await responses.put({ id: "r", userId: "mia", content: "{}", createdAtMs: Date.now() })).toEqual({
    persisted: true,
  });
  expect(await users.remove("mia")).toEqual({ conversations: 1, messages: 5, preferences: 2, responses: 1 });
  expect(await conversations.list({ limit: 9 })).toHaveLength(1);
}

test("a SQLite file of the first version is brought up to date and read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-older-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "repartee.db");
  const connection = openSqlite(path, { busyTimeoutMs: 0 });
  for (const statement of dump("first-tables.sqlite.sql").split(/;\n/)) {
    if (statement.trim() !== "") connection.run(statement, []);
  }
  connection.close();
  await using stores = await openStores({ ...options, databaseUrl: null, path });
  await expectUsable(stores);
});

test.skipIf(typeof found === "string")(
  `a PostgreSQL database of the first version is brought up to date and read${typeof found === "string" ? ` (skipped: ${found})` : ""}`,
  async () => {
    if (typeof found === "string") return;
    await using server = await startPostgresql(found.folder);
    const databaseUrl = await server.createDatabase();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(dump("first-tables.postgresql.sql"));
    await client.end();
    await using stores = await openStores({ ...options, databaseUrl, path: "" });
    await expectUsable(stores);
  },
);
