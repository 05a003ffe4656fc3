/** SQLite files that are damaged, too new, locked, shared or missing. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog, type Log } from "../../src/core/log.ts";
import { openStores } from "../../src/storage/index.ts";
import { openSqlite } from "../../src/storage/sqlite/binding.ts";
import { sqliteSource } from "../../src/storage/sqlite/source.ts";

const { signal } = new AbortController();
const conversation = (id: string) => ({ id, createdAtMs: 1 });

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "repartee-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function open(path: string, log: Log = silentLog) {
  return openStores({ databaseUrl: null, path, clock: systemClock, log });
}

test("damaged file is reported with the next action, left unchanged, and fails no reply", async () => {
  const path = join(emptyFolder(), "repartee.db");
  const damaged = "This was a database once. ".repeat(500);
  writeFileSync(path, damaged);
  const error = vi.fn<Log["error"]>();
  await using stores = await open(path, { ...silentLog, error });
  expect(await stores.conversations.begin(conversation("c"))).toEqual({ persisted: false });
  expect(await stores.conversations.find("c", { waitingIsEnough: true })).toEqual(conversation("c"));
  expect(stores.state()).toMatchObject({ available: false, pending: 1 });
  expect(error).toHaveBeenCalledTimes(1);
  expect(error.mock.calls[0]?.[0]).toMatchObject({ reason: /not a database/, hint: /move it/ });
  expect(readFileSync(path, "utf8")).toBe(damaged);
});

test("database of a newer program is refused and not touched", async () => {
  const path = join(emptyFolder(), "repartee.db");
  await (await sqliteSource(path).open(signal)).close();
  const connection = openSqlite(path, { busyTimeoutMs: 0 });
  connection.run("insert into repartee_migration (name, timestamp) values ('9999_future', '2099-01-01')", []);
  connection.close();
  await expect(sqliteSource(path).open(signal)).rejects.toMatchObject({
    code: "storage_unavailable",
    message: /newer Repartee.*9999_future/,
    hint: /newer version|backup/,
  });
});

test("folder that cannot be made is reported with the next action", async () => {
  const file = join(emptyFolder(), "file");
  writeFileSync(file, "");
  const opening = sqliteSource(join(file, "repartee.db")).open(signal);
  await expect(opening).rejects.toMatchObject({ code: "storage_unavailable", hint: /database_path/ });
});

test("file that another process has locked takes the write later", async () => {
  const path = join(emptyFolder(), "repartee.db");
  await using stores = await open(path);
  await stores.conversations.begin(conversation("c"));
  const other = openSqlite(path, { busyTimeoutMs: 0 });
  other.run("begin immediate", []);
  expect(await stores.conversations.begin(conversation("d"))).toEqual({ persisted: false });
  expect(await stores.conversations.find("c"), "reading goes on").toEqual(conversation("c"));
  other.run("commit", []);
  other.close();
  await expect.poll(() => stores.state(), { timeout: 10_000 }).toMatchObject({ available: true, pending: 0 });
  expect(await stores.conversations.find("d")).toEqual(conversation("d"));
});

test("two programs on one file make its tables once and see each other's writes", async () => {
  const path = join(emptyFolder(), "repartee.db");
  await using one = await open(path);
  await using two = await open(path);
  await Promise.all([one.conversations.begin(conversation("a")), two.conversations.begin(conversation("b"))]);
  // In one process the one that waits for the lock keeps the other from giving it back: its write may come later.
  await expect.poll(() => one.state().pending + two.state().pending, { timeout: 10_000 }).toBe(0);
  expect(await one.conversations.find("b")).toEqual(conversation("b"));
  expect(await two.conversations.find("a")).toEqual(conversation("a"));
});

test("stored data is there for the next program, and the file is its owner's alone", async () => {
  const path = join(emptyFolder(), "folder", "repartee.db");
  {
    await using stores = await open(path);
    await stores.conversations.begin(conversation("c"));
  }
  await using stores = await open(path);
  expect(await stores.conversations.find("c")).toEqual(conversation("c"));
  if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);
});
