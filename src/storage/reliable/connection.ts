/**
 * A database that is opened at its first use, and again whenever it was lost.
 *
 * ```
 *            use                opened
 *   idle ──────────▶ opening ──────────▶ open
 *                     ▲   │ failed         │ lose
 *             backoff │   ▼                ▼
 *                     └─ waiting ◀──────────
 * ```
 */
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { DatabaseSource, OpenDatabase } from "../database.ts";
import { withQueryTimeout } from "./query-timeout.ts";

export interface Connection {
  /** Open and sound: writes are worth an attempt. */
  readonly isSound: boolean;
  /** Why the last attempt failed; undefined when it did not. */
  readonly failure: ReparteeError | undefined;
  /** May be read from; also while writes fail for a lock or a full disk. Undefined at once when it is known to be gone. */
  get(): Promise<OpenDatabase | undefined>;
  /** Says that the database did what it was asked. */
  works(): void;
  /** Says that the database failed somebody. */
  lose(database: OpenDatabase, error: unknown): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly source: DatabaseSource;
  readonly clock: Clock;
  readonly log: Log;
  /** The database can be used: for the first time, or again. */
  readonly onSound: () => void;
  /** An attempt failed. */
  readonly onFailure: () => void;
}

const openTimeoutMs = 6_000;
const firstBackoffMs = 100;
const maxBackoffMs = 15_000;

export function createConnection({ source, clock, log, onSound, onFailure }: ConnectionOptions): Connection {
  let database: OpenDatabase | undefined;
  let failure: ReparteeError | undefined;
  let opening: Promise<void> | undefined;
  let retry: ScheduledCall | undefined;
  let backoffMs = firstBackoffMs;
  let isClosed = false;
  let abort = new AbortController();

  function fail(error: unknown): void {
    const told = toReparteeError(error, "storage_unavailable");
    // Once for each thing that is wrong, not for each attempt.
    if (failure?.message !== told.message) {
      const { message, hint } = told;
      log.error({ database: source.place, reason: message, hint }, "the database is not available; replies go on");
    }
    failure = told;
    if (isClosed) return;
    retry ??= clock.schedule(backoffMs, tryAgain);
    backoffMs = Math.min(maxBackoffMs, backoffMs * 2);
    onFailure();
  }

  function tryAgain(): void {
    retry = undefined;
    // Kept, for it survived: whether it works, the next write tells.
    if (database === undefined) void open();
    else onSound();
  }

  function open(): Promise<void> {
    opening ??= attempt().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  async function attempt(): Promise<void> {
    abort = new AbortController();
    const opened = source.open(abort.signal);
    try {
      const fresh = await withQueryTimeout(clock, openTimeoutMs, opened);
      if (isClosed) {
        await fresh.close();
        return;
      }
      database = fresh;
      onSound();
    } catch (error) {
      abort.abort();
      // One that opens too late is of no use.
      void opened.then((late) => late.close()).catch(() => {});
      fail(error);
    }
  }

  return {
    get isSound() {
      return database !== undefined && retry === undefined;
    },
    get failure() {
      return failure;
    },
    async get() {
      if (database === undefined && failure === undefined && !isClosed) await open();
      return database;
    },
    works() {
      // Being opened proves little: a full disk opens well.
      if (failure === undefined || database === undefined || retry !== undefined) return;
      log.info({ database: source.place }, "the database is available again");
      failure = undefined;
      backoffMs = firstBackoffMs;
    },
    lose(lost, error) {
      if (lost !== database) return;
      if (!lost.survives(error)) {
        database = undefined;
        void lost.close();
      }
      fail(describe(source.place, error));
    },
    async close() {
      isClosed = true;
      retry?.cancel();
      abort.abort();
      await opening;
      await database?.close();
      database = undefined;
    },
  };
}

function describe(place: string, error: unknown): ReparteeError {
  const found = error instanceof Error ? error.message : String(error);
  return new ReparteeError("storage_unavailable", `Cannot use the database ${place}: ${found}.`, {
    hint: "It is tried again by itself; docs/storage.md says what may be wrong.",
    cause: error,
  });
}
