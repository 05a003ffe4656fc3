/** Removal from the tables, from the bytes on disk, and from what other servers may still write. */
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { OpenDatabase } from "../database.ts";
import { lockForRemoval, recordRemovals } from "../tables/removals.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface RemoveOptions {
  readonly queue: Pick<WriteQueue, "run">;
  readonly clock: Clock;
  readonly log: Log;
}

/** @throws ReparteeError `storage_unavailable`. `action` completes "Cannot …". */
export type Remove = <Removed>(action: string, work: (database: OpenDatabase) => Promise<Removed>) => Promise<Removed>;

/** Readers of the file hold its log for the time of one query; a backup for longer. */
const eraseAgainMs = 2_000;

/** Removes something after all writes before it; where its bytes cannot be overwritten yet, that is tried again. */
export function createRemove({ queue, clock, log }: RemoveOptions): Remove {
  async function erase(database: OpenDatabase): Promise<void> {
    const isErased = await database.eraseDeleted().catch(() => false);
    if (isErased) return;
    log.warn({}, "what was deleted is still in the database's log: another program has it open; it is tried again");
    clock.schedule(eraseAgainMs, () => {
      // A database that is lost empties its log when it is opened and closed the next time.
      queue.run("erase what was deleted", erase).catch(() => {});
    });
  }

  return (action, work) =>
    queue.run(action, async (database) => {
      const removed = await work(database);
      await erase(database);
      return removed;
    });
}

/** Removes with `work`, and where other servers may hold older writes remembers that, in one transaction. */
export async function removeRecorded<Removed>(
  { isShared, query }: OpenDatabase,
  key: string,
  work: (query: OpenDatabase["query"]) => Promise<Removed>,
): Promise<Removed> {
  if (!isShared) return await work(query);
  return await query.transaction().execute(async (transaction) => {
    await lockForRemoval(transaction, key);
    await recordRemovals(transaction, [key]);
    return await work(transaction);
  });
}
