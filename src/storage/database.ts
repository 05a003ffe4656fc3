/** What the stores need of a database of either kind. */
import type { Kysely } from "kysely";
import type { StorageState } from "../core/stores.ts";
import type { DatabaseSchema } from "./schema.ts";

/** A database that is open, with all of its tables. */
export interface OpenDatabase {
  readonly query: Kysely<DatabaseSchema>;
  /** Whether other servers may use it at the same time. */
  readonly isShared: boolean;
  /** Whether a write was refused for its content: the same write would be refused again. */
  isRefusal(error: unknown): boolean;
  /** Whether it was aborted for another transaction: the same again is likely to succeed. */
  isConflict(error: unknown): boolean;
  /** Whether the connection is usable after this failure; otherwise the database is opened anew. */
  survives(error: unknown): boolean;
  /**
   * Removes what was deleted from the bytes on disk, as far as this database can. False when another connection is in
   * the way: it is to be tried again.
   */
  eraseDeleted(): Promise<boolean>;
  /** Closes all connections, also busy ones. Never hangs, never rejects. */
  close(): Promise<void>;
}

/** Where a database is, and how it is opened. */
export interface DatabaseSource {
  readonly kind: StorageState["kind"];
  /** For people: a path, or host and name without a password. */
  readonly place: string;
  /**
   * Only where one process at a time may serve from it: marks it as this one's, until the result is disposed or the
   * process ends in whatever way. Undefined when another one has it.
   */
  claim?(): Promise<Disposable | undefined>;
  /**
   * Connects and brings the tables up to date; gives up at once when `signal` is aborted.
   * @throws ReparteeError `storage_unavailable` with a hint.
   */
  open(signal: AbortSignal): Promise<OpenDatabase>;
}

/** The `code` of a driver's error: `SQLITE_BUSY`, `23505`, `ECONNREFUSED`. */
export function driverCode(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
