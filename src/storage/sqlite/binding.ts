/**
 * The only file that knows the SQLite binding. libsql has the synchronous interface of better-sqlite3, with three
 * differences that end here: a boolean aborts the process, a text is cut at its first NUL, bytes come back as
 * `ArrayBuffer`.
 */
import Database from "libsql";

/** One connection. All calls block until they are done. */
export interface SqliteConnection {
  readonly inTransaction: boolean;
  /** @throws Error with a `code` such as `SQLITE_BUSY`. */
  run(sql: string, parameters: readonly unknown[]): SqliteResult;
  close(): void;
}

export interface SqliteResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows that were inserted, changed or deleted; 0 for a statement that answers with rows. */
  readonly changes: number;
}

/** @throws Error when there is no such folder, or the file may not be opened. */
export function openSqlite(path: string, { busyTimeoutMs }: { readonly busyTimeoutMs: number }): SqliteConnection {
  const database = new Database(path, { timeout: busyTimeoutMs });
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    run(sql, parameters) {
      const statement = database.prepare(sql);
      const bound = parameters.map(toBindable);
      if (!statement.reader) return { rows: [], changes: statement.run(...bindings(bound)).changes };
      return { rows: statement.all(...bindings(bound)).map(toRow), changes: 0 };
    },
    close: () => void database.close(),
  };
}

/** One array rather than many arguments: a page of rows has thousands of parameters. */
function bindings(bound: readonly Bindable[]): readonly [readonly Bindable[]] {
  return [bound];
}

type Bindable = string | number | bigint | Uint8Array | null;

function toBindable(value: unknown): Bindable {
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  if (value === null || value instanceof Uint8Array) return value;
  throw new TypeError(`Cannot bind a ${typeof value} to a statement of SQLite`);
}

function toRow(row: unknown): Readonly<Record<string, unknown>> {
  if (typeof row !== "object" || row === null) throw new TypeError("A row of SQLite is no object");
  return Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof ArrayBuffer ? new Uint8Array(value) : value,
    ]),
  );
}
