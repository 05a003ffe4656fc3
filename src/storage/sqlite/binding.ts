/**
 * The only file that knows the SQLite binding. libsql has the synchronous interface of better-sqlite3, with differences
 * that end here: a boolean aborts the process, bytes come back as `ArrayBuffer`, and a statement that found the database
 * locked stays under way until it is collected as garbage, so that no transaction of its connection can be committed
 * before ("SQL statements in progress"): the next statement gets a fresh connection. A text is cut at its first NUL;
 * `storableText` leaves none.
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

export interface SqliteOptions {
  readonly busyTimeoutMs: number;
  /** Settings of a connection, such as `foreign_keys = on`. */
  readonly pragmas?: readonly string[];
}

/** @throws Error when there is no such folder, or the file may not be opened. */
export function openSqlite(path: string, { busyTimeoutMs, pragmas = [] }: SqliteOptions): SqliteConnection {
  const connect = (): InstanceType<typeof Database> => {
    const fresh = new Database(path, { timeout: busyTimeoutMs });
    try {
      for (const pragma of pragmas) fresh.prepare(`pragma ${pragma}`).all();
      return fresh;
    } catch (error) {
      fresh.close();
      throw error;
    }
  };
  let database = connect();
  let isStuck = false;
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    run(sql, parameters) {
      if (isStuck && !database.inTransaction) {
        const fresh = connect();
        database.close();
        database = fresh;
        isStuck = false;
      }
      try {
        return runStatement(database, sql, parameters);
      } catch (error) {
        isStuck ||= error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
        throw error;
      }
    },
    close: () => void database.close(),
  };
}

function runStatement(
  database: InstanceType<typeof Database>,
  sql: string,
  parameters: readonly unknown[],
): SqliteResult {
  const statement = database.prepare(sql);
  const bound = parameters.map(toBindable);
  if (!statement.reader) return { rows: [], changes: statement.run(...bindings(bound)).changes };
  return { rows: statement.all(...bindings(bound)).map(toRow), changes: 0 };
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
