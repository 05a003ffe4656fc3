import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { moveData, openStores } from "../../src/storage/index.ts";
import { findPostgresql, startPostgresql, type PostgresqlServer } from "../support/postgresql-server.ts";
import { runCli } from "../cli/run-cli.ts";

const found = findPostgresql(process.env);
const options = { clock: systemClock, log: silentLog };
let folder = "";
let server: PostgresqlServer | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "repartee-move-"));
  if (typeof found !== "string") server = await startPostgresql(found.folder);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** 1,204 rows: three pages of messages, in an order that their ids do not have. */
async function filledFile(name: string): Promise<string> {
  const path = join(folder, name);
  await using stores = await openStores({ databaseUrl: null, path, ...options });
  const begun = stores.conversations.begin({ id: "c", userId: "anna", createdAtMs: 1 });
  const puts = Array.from({ length: 1_200 }, (_, index) =>
    stores.conversations.put({
      id: `m${(index * 7919) % 1_200}`,
      conversationId: "c",
      role: "user",
      text: `Grüße ${index} 世界`,
      state: "complete",
      emotion: {
        label: "happy",
        confidence: 0.1 + 0.2,
        distribution: { happy: 0.3, sad: 0.1, angry: 0.2, neutral: 0.2, surprised: 0.2 },
        source: "text",
      },
      createdAtMs: 5,
    }),
  );
  await Promise.all([begun, ...puts]);
  const embedding = { model: "e", vector: Float32Array.from({ length: 384 }, (_, index) => Math.sin(index)) };
  const shared = { userId: "anna", kind: "movie", verdict: "liked", createdAtMs: 1 } as const;
  await stores.preferences.put({ ...shared, id: "p1", title: "Alien", embedding });
  await stores.preferences.put({ ...shared, id: "p2", title: "Heat" });
  await stores.personaOverrides.put("ollie", "{}");
  return path;
}

async function dataOf(address: { databaseUrl: string | null; path: string }) {
  await using stores = await openStores({ ...address, ...options });
  return await stores.users.export("anna");
}

test("data moved to another file is the same, and a target with rows is refused", async () => {
  const from = { databaseUrl: null, path: await filledFile("one.db") };
  const to = { databaseUrl: null, path: join(folder, "two.db") };
  const seen: number[] = [];
  const report = await moveData({ from, to, onProgress: ({ copiedRows }) => seen.push(copiedRows) });
  expect(report).toMatchObject({ rows: 1_204, sha256: /^[0-9a-f]{64}$/ });
  expect(seen).toEqual([1, 501, 1_001, 1_201, 1_203, 1_204]);
  expect(await dataOf(to)).toEqual(await dataOf(from));
  await expect(moveData({ from, to, onProgress() {} })).rejects.toMatchObject({ code: "invalid_request" });
  await expect(moveData({ from, to: from, onProgress() {} })).rejects.toMatchObject({ code: "invalid_request" });
});

test.skipIf(typeof found === "string")("data moved to PostgreSQL and back is the same", async () => {
  const from = { databaseUrl: null, path: await filledFile("three.db") };
  const databaseUrl = (await server?.createDatabase()) ?? "";
  const there = await moveData({ from, to: { databaseUrl, path: "" }, onProgress() {} });
  expect(await dataOf({ databaseUrl, path: "" })).toEqual(await dataOf(from));
  const back = { databaseUrl: null, path: join(folder, "four.db") };
  const again = await moveData({ from: { databaseUrl, path: "" }, to: back, onProgress() {} });
  expect(again.sha256).toBe(there.sha256);
  expect(await dataOf(back)).toEqual(await dataOf(from));
});

test("command line exports, moves and deletes", async () => {
  const env = { REPARTEE_DATABASE_PATH: await filledFile("five.db") };
  const exported = await runCli(["data", "export", "anna"], { env });
  expect(JSON.parse(exported.stdout)).toMatchObject({ user_id: "anna", preferences: [{ title: "Alien" }, {}] });
  const target = join(folder, "six.db");
  const moved = await runCli(["data", "move", "--to", target], { env });
  expect(moved).toMatchObject({ code: 0, stdout: /^Copied 1204 rows to .*six\.db in .* hash [0-9a-f]{64}\.\n$/ });
  const deleted = await runCli(["data", "delete", "anna"], { env: { REPARTEE_DATABASE_PATH: target } });
  expect(deleted.stdout).toBe("Deleted of anna: 1 conversation, 1200 messages, 2 preferences, 0 stored responses.\n");
  const rest = await runCli(["data", "export", "anna"], { env: { REPARTEE_DATABASE_PATH: target } });
  expect(JSON.parse(rest.stdout)).toEqual({ user_id: "anna", conversations: [], preferences: [], responses: [] });
});

test("command line reports what to do when nothing is stored, or the target is no database", async () => {
  const nothing = await runCli(["data", "export", "anna"]);
  expect(nothing).toMatchObject({ code: 1, stderr: /nothing is kept/ });
  const wrong = await runCli(["data", "move", "--to", "mysql://host/db"], {
    env: { REPARTEE_DATABASE_PATH: join(folder, "seven.db") },
  });
  expect(wrong).toMatchObject({ code: 1, stderr: /neither a postgresql/ });
});
