/** The stores of a configuration. */
import { resolve } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import type { DatabaseSource } from "./database.ts";
import { placeOfUrl } from "./postgresql/place.ts";
import { createStores, type ReliableOptions } from "./reliable/create-stores.ts";

/** Where the data is stored. */
export interface DatabaseAddress {
  /** A PostgreSQL server; null for SQLite. */
  readonly databaseUrl: string | null;
  /** A SQLite file; `:memory:` for data that ends with the process. */
  readonly path: string;
}

export interface OpenStoresOptions extends DatabaseAddress, Pick<ReliableOptions, "limits" | "timeouts"> {
  readonly log: Log;
  readonly clock: Clock;
}

/** The database is opened at the first use. This never fails: failures are in the log and in `state()`. */
export async function openStores({ databaseUrl, path, ...options }: OpenStoresOptions): Promise<Stores> {
  return createStores({ ...options, source: databaseSource({ databaseUrl, path }) });
}

/** Drivers and the query builder (16 MiB) are loaded when the database is opened. */
export function databaseSource({ databaseUrl, path }: DatabaseAddress): DatabaseSource {
  if (databaseUrl !== null) {
    return {
      kind: "postgresql",
      place: placeOfUrl(databaseUrl),
      open: async (signal) => (await import("./postgresql/source.ts")).postgresqlSource(databaseUrl).open(signal),
    };
  }
  const isMemory = path === ":memory:";
  return {
    kind: isMemory ? "memory" : "sqlite",
    place: isMemory ? path : resolve(path),
    open: async (signal) => (await import("./sqlite/source.ts")).sqliteSource(path).open(signal),
    ...(isMemory ? {} : { claim: async () => (await import("./sqlite/claim.ts")).claimFile(resolve(path)) }),
  };
}
