/**
 * Kysely's SQLite with what it lacks: a transaction that writes takes the lock when it begins (`BEGIN IMMEDIATE`), so that
 * it cannot fail half-way for a writer beside it; tables are made inside of a transaction, which keeps two processes that
 * start at once from making them twice.
 */
import {
  CompiledQuery,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryResult,
} from "kysely";
import { createMutex, type Release } from "../../core/mutex.ts";
import type { SqliteConnection } from "./binding.ts";

export function createSqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => adapter,
    createDriver: () => createDriver(connection),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

const adapter: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  // The transaction around all steps is the lock.
  acquireMigrationLock: async () => {},
  releaseMigrationLock: async () => {},
};

function createDriver(sqlite: SqliteConnection): Driver {
  /** There is one connection: a query waits for the previous one. */
  const mutex = createMutex();
  let release: Release = () => {};
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = sqlite.run(sql, parameters);
      // Kysely's types are what was asked for; the columns are those of the statement.
      return { rows: rows as unknown as Row[], numAffectedRows: BigInt(changes) };
    },
    // oxlint-disable-next-line require-yield -- the interface wants a generator; rows are read in pages here.
    async *streamQuery() {
      throw new TypeError("Cannot stream rows of SQLite: read them in pages");
    },
  };
  const raw = (sql: string): Promise<QueryResult<unknown>> => connection.executeQuery(CompiledQuery.raw(sql));
  return {
    init: async () => {},
    async acquireConnection() {
      release = await mutex.acquire();
      return connection;
    },
    async beginTransaction(_connection, { accessMode }) {
      await raw(accessMode === "read only" ? "begin" : "begin immediate");
    },
    async commitTransaction() {
      await raw("commit");
    },
    async rollbackTransaction() {
      // Some failures (a full disk) have rolled back by themselves.
      if (sqlite.inTransaction) await raw("rollback");
    },
    releaseConnection: async () => release(),
    destroy: async () => sqlite.close(),
  };
}
