/**
 * The one way to the database for everything that changes it: in the order in which it came, several writes in one
 * transaction. A write that fails waits in the journal until the database is back; whoever asked for it is told at once,
 * and after `writeWaitMs` in any case.
 */
import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { WriteOutcome } from "../../core/stores.ts";
import { driverCode, type DatabaseSource, type OpenDatabase } from "../database.ts";
import { createConnection, type Connection } from "./connection.ts";
import { createJournal, type Journal, type JournalEntry, type JournalLimits } from "./journal.ts";
import { store } from "./store-write.ts";
import { withQueryTimeout } from "./query-timeout.ts";
import type { Write } from "./write.ts";

export interface LaneOptions {
  readonly source: DatabaseSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: JournalLimits;
  readonly waits: LaneWaits;
}

/** In milliseconds. */
export interface LaneWaits {
  /** Longest that a write keeps its caller waiting. */
  readonly writeMs: number;
  /** Longest that a read does. */
  readonly readMs: number;
  /** Longest transaction, or removal, or export; after it the connection counts as lost. */
  readonly attemptMs: number;
  /** Longest that closing waits for what is in the journal. */
  readonly closeMs: number;
}

export interface Lane {
  readonly journal: Journal;
  readonly isAvailable: boolean;
  /** Never rejects. */
  write(write: Write): Promise<WriteOutcome>;
  /** @throws ReparteeError `storage_unavailable`. `action` completes "Cannot …". */
  read<T>(action: string, work: (database: OpenDatabase) => Promise<T>): Promise<T>;
  /** Runs after all writes before it are stored. @throws ReparteeError `storage_unavailable`. */
  change<T>(action: string, work: (database: OpenDatabase) => Promise<T>): Promise<T>;
  /**
   * Runs before all writes after it, however late the database comes. Resolves with undefined when that takes long, and
   * as soon as the database fails: the next attempt may be far, and its timer does not keep the process alive.
   */
  first<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T | undefined>;
  close(): Promise<void>;
}

/** One transaction; more would keep others waiting, fewer would cost a flush of the disk each. */
const batchSize = 100;

interface Change {
  readonly barrier: number;
  /** Stays after a failure, for the next attempt. */
  readonly isPatient: boolean;
  readonly run: (database: OpenDatabase) => Promise<void>;
  /** The database failed. */
  readonly reject: (error: ReparteeError) => void;
}

export function createLane({ source, clock, log, limits, waits }: LaneOptions): Lane {
  let changes: readonly Change[] = [];
  let isRunning = false;
  let isClosed = false;
  let isDropping = false;
  const whenEmpty: (() => void)[] = [];
  const journal = createJournal(limits, () => {
    // One line a time of trouble; how many, the state says.
    if (isDropping) return;
    isDropping = true;
    log.error({ ...limits, waiting: journal.size }, "writes are given up that the database does not take");
  });
  const connection: Connection = createConnection({
    source,
    clock,
    log,
    onSound: () => start(),
    onFailure: tellFailure,
  });

  function unavailable(action: string, cause?: unknown): ReparteeError {
    const { failure } = connection;
    const reason = failure?.message ?? (cause instanceof Error ? cause.message : "it is not open");
    return new ReparteeError("storage_unavailable", `Cannot ${action}: the database is not available. ${reason}`, {
      hint: failure?.hint,
      retryAfterSeconds: 5,
      cause,
    });
  }

  function tellFailure(): void {
    journal.tellWaiting();
    const told = changes;
    changes = changes.filter(({ isPatient }) => isPatient);
    for (const { reject } of told) reject(unavailable("do that"));
  }

  function start(): void {
    if (!isRunning) void run();
  }

  /** Ends when nothing waits any more, or the database fails; `onSound` starts it again. Never rejects. */
  async function run(): Promise<void> {
    isRunning = true;
    await empty();
    if (journal.size === 0) for (const tell of whenEmpty.splice(0)) tell();
  }

  async function empty(): Promise<void> {
    while (journal.size > 0 || changes.length > 0) {
      const database = await connection.get();
      if (database === undefined || !connection.isSound) break;
      const [change] = changes;
      const batch = journal.take(batchSize, change?.barrier);
      try {
        if (batch.length > 0) await storeBatch(database, batch);
        else if (change !== undefined) {
          changes = changes.slice(1);
          await withQueryTimeout(clock, waits.attemptMs, change.run(database));
        }
        connection.works();
      } catch (error) {
        journal.giveBack();
        if (batch.length === 0 && change?.isPatient === true) changes = [change, ...changes];
        connection.lose(database, error);
        if (batch.length === 0 && change?.isPatient === false) change.reject(unavailable("do that", error));
      }
    }
    isDropping = isDropping && journal.size > 0;
    // In the same step as the last look at what waits: what comes after it starts anew.
    isRunning = false;
  }

  /** All in one transaction; one by one when one of them is refused. @throws what the database throws. */
  async function storeBatch(database: OpenDatabase, batch: readonly JournalEntry[]): Promise<void> {
    try {
      await storeTogether(database, batch);
    } catch (error) {
      if (!database.isRefusal(error)) throw error;
      for (const entry of batch) await storeAlone(database, entry);
    }
    journal.done();
  }

  async function storeTogether(database: OpenDatabase, batch: readonly JournalEntry[]): Promise<void> {
    const work = database.query.transaction().execute(async (transaction) => {
      for (const { write } of batch) await store(transaction, write);
    });
    await withQueryTimeout(clock, waits.attemptMs, work);
  }

  async function storeAlone(database: OpenDatabase, entry: JournalEntry): Promise<void> {
    try {
      await storeTogether(database, [entry]);
    } catch (error) {
      if (!database.isRefusal(error)) throw error;
      // A message of a conversation that was removed while it was written, as a rule.
      log.warn({ kind: entry.write.kind, code: driverCode(error) }, "the database refuses a write; it is given up");
      journal.refuse(entry);
    }
  }

  return {
    journal,
    get isAvailable() {
      return connection.failure === undefined || connection.isSound;
    },
    async write(write) {
      if (isClosed) return { persisted: false };
      const entry = journal.add(write);
      start();
      if (connection.failure !== undefined && !connection.isSound) return { persisted: false };
      return await new Promise((resolve) => {
        const timer = clock.schedule(waits.writeMs, () => resolve({ persisted: false }));
        entry.listeners.push((persisted) => {
          timer.cancel();
          resolve({ persisted });
        });
      });
    },
    async read(action, work) {
      const database = isClosed
        ? undefined
        : await withQueryTimeout(clock, waits.readMs, connection.get()).catch(() => undefined);
      if (database === undefined) throw unavailable(action);
      try {
        const result = await withQueryTimeout(clock, waits.readMs, work(database));
        connection.works();
        return result;
      } catch (error) {
        if (!database.isRefusal(error)) connection.lose(database, error);
        throw unavailable(action, error);
      }
    },
    async change(action, work) {
      if (isClosed || (connection.failure !== undefined && !connection.isSound)) throw unavailable(action);
      return await new Promise((resolve, reject) => {
        const apply = async (database: OpenDatabase): Promise<void> => resolve(await work(database));
        const fail = (error: ReparteeError): void => reject(unavailable(action, error));
        changes = [...changes, { barrier: journal.barrier(), isPatient: false, run: apply, reject: fail }];
        start();
      });
    },
    first: (work) =>
      new Promise((resolve) => {
        const timer = clock.schedule(waits.writeMs, () => resolve(undefined));
        const apply = async (database: OpenDatabase): Promise<void> => {
          resolve(await work(database));
          timer.cancel();
        };
        const giveUp = (): void => {
          timer.cancel();
          resolve(undefined);
        };
        changes = [{ barrier: 0, isPatient: true, run: apply, reject: giveUp }, ...changes];
        if (connection.failure !== undefined && !connection.isSound) giveUp();
        start();
      }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (journal.size > 0) {
        const emptied = new Promise<void>((resolve) => whenEmpty.push(resolve));
        await withQueryTimeout(clock, waits.closeMs, emptied).catch(() => {});
      }
      if (journal.size > 0) {
        log.error({ writes: journal.size }, "writes are lost: the database did not take them before the end");
      }
      await connection.close();
    },
  };
}
