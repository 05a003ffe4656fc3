/**
 * The serial queue of everything that changes the database: in the order of arrival, several writes in one transaction.
 * A write that fails stays pending until the database is available again; its caller learns so at once, and after
 * `writeMs` in any case.
 */
import type { Clock } from "../../core/clock.ts";
import type { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { WriteOutcome } from "../../core/stores.ts";
import type { OpenDatabase } from "../database.ts";
import type { Connection } from "./connection.ts";
import { createPendingWrites, type PendingLimits, type PendingWrites } from "./pending-writes.ts";
import { withQueryTimeout } from "./query-timeout.ts";
import { storeBatch } from "./store-batch.ts";
import type { Write } from "./write.ts";

/** In milliseconds. */
export interface StorageTimeouts {
  /** Longest that a write keeps its caller waiting. */
  readonly writeMs: number;
  /** Longest that a read does. */
  readonly readMs: number;
  /** Longest transaction, removal or export; after it the connection counts as lost. */
  readonly transactionMs: number;
  /** Longest that closing waits for the pending writes. */
  readonly closeMs: number;
}

export interface WriteQueueOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: PendingLimits;
  readonly timeouts: StorageTimeouts;
}

export interface WriteQueue {
  readonly pending: PendingWrites;
  /** Never rejects. */
  write(write: Write): Promise<WriteOutcome>;
  /** Runs after all writes before it. @throws ReparteeError `storage_unavailable`. `action` completes "Cannot …". */
  run<T>(action: string, work: (database: OpenDatabase) => Promise<T>): Promise<T>;
  /**
   * Runs before all writes after it, however late the database comes. Resolves with undefined when that takes long, and
   * as soon as the database fails: the next attempt may be far, and its timer does not keep the process alive.
   */
  runFirst<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T | undefined>;
  /** Starts again: the connection is usable. */
  resume(): void;
  /** The connection failed: callers learn so, their writes stay pending. */
  notifyFailure(): void;
  /** Writes what is pending, as long as `closeMs` allows. */
  close(): Promise<void>;
}

/** One transaction; more writes would keep others waiting, fewer would cost a flush of the disk each. */
const batchSize = 100;

/** Work between the writes before its barrier and those after it. */
interface Task {
  readonly barrier: number;
  /** Stays queued after a failure, for the next attempt. */
  readonly retries: boolean;
  readonly work: (database: OpenDatabase) => Promise<void>;
  /** The database failed. */
  readonly onFailure: (cause?: unknown) => void;
}

export function createWriteQueue({ connection, clock, log, limits, timeouts }: WriteQueueOptions): WriteQueue {
  let tasks: readonly Task[] = [];
  let isRunning = false;
  let isClosed = false;
  let hasLoggedDrop = false;
  let onEmpty: (() => void) | undefined;

  const pending = createPendingWrites(limits, clock, () => {
    // Logged once per outage; `state()` has the number.
    if (hasLoggedDrop) return;
    hasLoggedDrop = true;
    log.error({ ...limits, pending: pending.size }, "too many writes are pending; the oldest are dropped");
  });

  function resume(): void {
    if (!isRunning) void drain();
  }

  /** Ends when nothing is queued any more, or the database fails; then `resume` starts it again. Never rejects. */
  async function drain(): Promise<void> {
    isRunning = true;
    while (pending.size > 0 || tasks.length > 0) {
      const database = await connection.open();
      if (database === undefined || !connection.isUsable) break;
      await step(database);
    }
    hasLoggedDrop &&= pending.size > 0;
    // Without an await since the last look at the queue: what comes after it starts anew.
    isRunning = false;
    if (pending.size === 0) onEmpty?.();
  }

  /** The next batch of writes, or the task whose turn it is. */
  async function step(database: OpenDatabase): Promise<void> {
    const [task] = tasks;
    const batch = pending.take(batchSize, task?.barrier);
    try {
      if (batch.length > 0) {
        await storeBatch(database, batch, { clock, log, timeoutMs: timeouts.transactionMs, refuse: pending.refuse });
        pending.commit();
      } else if (task !== undefined) {
        tasks = tasks.slice(1);
        await withQueryTimeout(clock, timeouts.transactionMs, task.work(database));
      }
      connection.reportSuccess();
    } catch (error) {
      pending.putBack();
      const failed = batch.length === 0 ? task : undefined;
      if (failed?.retries === true) tasks = [failed, ...tasks];
      connection.reportFailure(database, error);
      if (failed?.retries === false) failed.onFailure(error);
    }
  }

  function schedule(task: Task, place: "first" | "last"): void {
    tasks = place === "first" ? [task, ...tasks] : [...tasks, task];
    resume();
  }

  return {
    pending,
    resume,
    notifyFailure() {
      pending.notifyWaiting();
      const failed = tasks;
      tasks = tasks.filter(({ retries }) => retries);
      for (const { onFailure } of failed) onFailure();
    },
    async write(write) {
      if (isClosed) return { persisted: false };
      const entry = pending.add(write);
      resume();
      if (connection.isDown) return { persisted: false };
      return await new Promise((resolve) => {
        const timer = clock.schedule(timeouts.writeMs, () => resolve({ persisted: false }));
        entry.listeners.push((persisted) => {
          timer.cancel();
          resolve({ persisted });
        });
      });
    },
    async run(action, work) {
      if (isClosed || connection.isDown) throw connection.unavailable(action);
      return await new Promise((resolve, reject) => {
        const task: Task = {
          barrier: pending.addBarrier(),
          retries: false,
          work: async (database) => resolve(await work(database)),
          onFailure: (cause): void => reject(connection.unavailable(action, cause) satisfies ReparteeError),
        };
        schedule(task, "last");
      });
    },
    runFirst: (work) =>
      new Promise((resolve) => {
        const timer = clock.schedule(timeouts.writeMs, () => resolve(undefined));
        const onFailure = (): void => {
          timer.cancel();
          resolve(undefined);
        };
        const task: Task = {
          barrier: 0,
          retries: true,
          async work(database) {
            resolve(await work(database));
            timer.cancel();
          },
          onFailure,
        };
        if (connection.isDown) onFailure();
        schedule(task, "first");
      }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (pending.size > 0) {
        const empty = new Promise<void>((resolve) => (onEmpty = resolve));
        await withQueryTimeout(clock, timeouts.closeMs, empty).catch(() => {});
      }
      if (pending.size > 0)
        log.error(countKinds(pending.writes()), "pending writes are lost: the database is unavailable");
    },
  };
}

/** What is lost, by kind; no words of anybody. */
function countKinds(writes: readonly Write[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { writes: writes.length };
  for (const { kind } of writes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
