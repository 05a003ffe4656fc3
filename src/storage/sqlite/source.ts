/** A database in a file, or in memory. */
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CompiledQuery, Kysely } from "kysely";
import { ReparteeError } from "../../core/errors.ts";
import { driverCode, type DatabaseSource, type OpenDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { DatabaseSchema } from "../schema.ts";
import { openSqlite, type SqliteConnection } from "./binding.ts";
import { createSqliteDialect } from "./dialect.ts";

/** The path of a database that ends with the process. */
const memoryPath = ":memory:";

/**
 * How long a statement waits for another process's lock. The binding blocks the event loop meanwhile, and with it every
 * reply that is being streamed; a write that waits longer stays pending and is retried.
 */
const busyTimeoutMs = 50;

export function sqliteSource(path: string): DatabaseSource {
  const isMemory = path === memoryPath;
  const place = isMemory ? memoryPath : resolve(path);
  return {
    kind: isMemory ? "memory" : "sqlite",
    place,
    async open() {
      let connection: SqliteConnection | undefined;
      try {
        if (!isMemory) makePrivateFile(place);
        connection = openSqlite(place, { busyTimeoutMs, pragmas });
        return await prepare(connection, isMemory);
      } catch (error) {
        connection?.close();
        throw error instanceof ReparteeError ? error : openError(place, error);
      }
    },
  };
}

const pragmas: readonly string[] = [
  "journal_mode = wal",
  // Each commit reaches the disk before it is acknowledged.
  "synchronous = full",
  "foreign_keys = on",
  // What a user had deleted is overwritten.
  "secure_delete = on",
];

/**
 * Conversations are private; SQLite gives its other files the same rights. A file that exists is not opened: closing it
 * would take all locks from this process (POSIX), also those of a connection that is open, and another program could then
 * remove the log under it.
 */
function makePrivateFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
}

async function prepare(connection: SqliteConnection, isMemory: boolean): Promise<OpenDatabase> {
  const query = new Kysely<DatabaseSchema>({ dialect: createSqliteDialect(connection) });
  // Connects, so that closing closes.
  await query.executeQuery(CompiledQuery.raw("select 1"));
  await migrate(query, "sqlite");
  return {
    query,
    isShared: false,
    isRefusal: (error) => refusals.test(driverCode(error)),
    // One process writes, one transaction at a time.
    isConflict: () => false,
    // A memory database that is closed is lost. A lock, a full disk: the connection is as good as before.
    survives: (error) => isMemory || /^SQLITE_(?:BUSY|LOCKED|FULL)/.test(driverCode(error)),
    eraseDeleted: () => emptyLog(query),
    async close() {
      if (!isMemory) await leaveOneFile(query).catch(() => {});
      await query.destroy().catch(() => {});
    },
  };
}

/** Deleted rows are overwritten in the database file, but the write-ahead log has every page as it was before. */
async function emptyLog(query: Kysely<DatabaseSchema>): Promise<boolean> {
  const { rows } = await query.executeQuery<{ busy: number }>(CompiledQuery.raw("pragma wal_checkpoint(truncate)"));
  return rows[0]?.busy !== 1;
}

/** So that a copy of the file alone is a whole one. While another connection is open it fails, and the log stays. */
async function leaveOneFile(query: Kysely<DatabaseSchema>): Promise<void> {
  await emptyLog(query);
  await query.executeQuery(CompiledQuery.raw("pragma journal_mode = delete"));
}

const refusals = /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)/;

function openError(path: string, cause: unknown): ReparteeError {
  const code = driverCode(cause);
  const found = cause instanceof Error ? cause.message : String(cause);
  const message = `Cannot open the database ${path}: ${found}.`;
  return new ReparteeError("storage_unavailable", message, { hint: nextAction(code, path), cause });
}

function nextAction(code: string, path: string): string {
  if (code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT") {
    return `The file is damaged, or no database. It is not changed: move it (with ${path}-wal and ${path}-shm, if they are there), and put a backup in its place or let a new one be made.`;
  }
  if (code === "SQLITE_BUSY")
    return "Another process holds it for long; look for a backup or a shell that is open on it.";
  if (code === "ENOSPC" || code === "SQLITE_FULL") return "Make room on the disk; it is tried again by itself.";
  return "Let this user write to the folder, or name another file with database_path (`:memory:` keeps nothing).";
}
