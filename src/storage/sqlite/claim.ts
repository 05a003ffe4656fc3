/** Marks a database file as served by this process, by a lock that ends with the process, in whatever way it ends. */
import { rmSync } from "node:fs";
import { driverCode } from "../database.ts";
import { openSqlite, type SqliteConnection } from "./binding.ts";

/**
 * Undefined when another process has it. The lock is SQLite's own, on an empty file beside the database: a file that a
 * crash left there locks nothing.
 */
export function claimFile(path: string): Disposable | undefined {
  const lockFile = `${path}.lock`;
  let connection: SqliteConnection | undefined;
  try {
    connection = openSqlite(lockFile, { busyTimeoutMs: 0, pragmas: ["journal_mode = memory"] });
    connection.run("begin exclusive", []);
  } catch (error) {
    connection?.close();
    // Anything else (a folder that cannot be written) is no sign of another process, and the database says it itself.
    return driverCode(error).startsWith("SQLITE_BUSY") ? undefined : { [Symbol.dispose]() {} };
  }
  const held = connection;
  return {
    [Symbol.dispose]() {
      rmSync(lockFile, { force: true });
      held.close();
    },
  };
}
