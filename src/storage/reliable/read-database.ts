import type { Clock } from "../../core/clock.ts";
import type { OpenDatabase } from "../database.ts";
import type { Connection } from "./connection.ts";
import { retryConflicts } from "./retry-conflicts.ts";
import { withQueryTimeout } from "./query-timeout.ts";

/** Reads at once, whatever is queued. @throws ReparteeError `storage_unavailable`. `action` completes "Cannot …". */
export type ReadDatabase = <T>(action: string, work: (database: OpenDatabase) => Promise<T>) => Promise<T>;

/** @param timeoutMs Longest wait for the connection, and then for the result. */
export function createReadDatabase(connection: Connection, clock: Clock, timeoutMs: number): ReadDatabase {
  return async (action, work) => {
    const database = await withQueryTimeout(clock, timeoutMs, connection.open()).catch(() => undefined);
    if (database === undefined) throw connection.unavailable(action);
    try {
      const result = await withQueryTimeout(
        clock,
        timeoutMs,
        retryConflicts(database, () => work(database)),
      );
      connection.reportSuccess();
      return result;
    } catch (error) {
      if (!database.isRefusal(error)) connection.reportFailure(database, error);
      throw connection.unavailable(action, error);
    }
  };
}
