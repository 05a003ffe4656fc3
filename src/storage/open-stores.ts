/** The stores of a configuration: which database it names, and how the stores come to it. */
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import type { DatabaseSource } from "./database.ts";
import { postgresqlSource } from "./postgresql/source.ts";
import { createStores, type ReliableOptions } from "./reliable/create-stores.ts";
import { sqliteSource } from "./sqlite/source.ts";

/** Where the data is kept. */
export interface DatabaseAddress {
  /** A PostgreSQL server; null for SQLite. */
  readonly databaseUrl: string | null;
  /** A file of SQLite's; `:memory:` for nothing that outlives the process. */
  readonly path: string;
}

export interface OpenStoresOptions extends DatabaseAddress, Pick<ReliableOptions, "limits" | "waits"> {
  readonly log: Log;
  readonly clock: Clock;
}

/** The database is opened at the first use. Nothing here fails: what goes wrong the log and `state()` tell. */
export async function openStores({ databaseUrl, path, ...options }: OpenStoresOptions): Promise<Stores> {
  return createStores({ ...options, source: databaseSource({ databaseUrl, path }) });
}

export function databaseSource({ databaseUrl, path }: DatabaseAddress): DatabaseSource {
  return databaseUrl === null ? sqliteSource(path) : postgresqlSource(databaseUrl);
}
