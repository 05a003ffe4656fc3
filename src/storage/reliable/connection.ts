/**
 * A database that is opened at its first use, and again whenever it was lost.
 *
 * ```
 *            use                opened
 *   idle ──────────▶ opening ──────────▶ open
 *                     ▲   │ failed         │ failed
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
  /** Open, and not waiting after a failure: writes are worth an attempt. */
  readonly isUsable: boolean;
  /** The last attempt failed, and the next one has not begun. */
  readonly isDown: boolean;
  /** Opens it at the first use. Also while writes fail for a lock or a full disk; undefined at once when it is lost. */
  open(): Promise<OpenDatabase | undefined>;
  /** An operation succeeded. */
  reportSuccess(): void;
  /** An operation failed. */
  reportFailure(database: OpenDatabase, error: unknown): void;
  /** The error for a caller; `action` completes "Cannot …". */
  unavailable(action: string, cause?: unknown): ReparteeError;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly source: DatabaseSource;
  readonly clock: Clock;
  readonly log: Log;
  /** It became usable: for the first time, or again. */
  readonly onUsable: () => void;
  /** An attempt failed. */
  readonly onFailure: () => void;
}

const openTimeoutMs = 6_000;
const firstBackoffMs = 100;
const maxBackoffMs = 15_000;

export function createConnection({ source, clock, log, onUsable, onFailure }: ConnectionOptions): Connection {
  let database: OpenDatabase | undefined;
  let failure: ReparteeError | undefined;
  let opening: Promise<void> | undefined;
  let retry: ScheduledCall | undefined;
  let backoffMs = firstBackoffMs;
  let isClosed = false;
  let abort = new AbortController();

  const isUsable = (): boolean => database !== undefined && retry === undefined;

  function fail(thrown: unknown): void {
    const error = toReparteeError(thrown, "storage_unavailable");
    // Once for each cause, not for each attempt.
    if (failure?.message !== error.message) {
      const { message, hint } = error;
      log.error({ database: source.place, reason: message, hint }, "the database is unavailable; replies go on");
    }
    failure = error;
    if (isClosed) return;
    retry ??= clock.schedule(backoffMs, tryAgain);
    backoffMs = Math.min(maxBackoffMs, backoffMs * 2);
    onFailure();
  }

  function tryAgain(): void {
    retry = undefined;
    // A connection that survived its failure is tried by the next write.
    if (database === undefined) void connect();
    else onUsable();
  }

  function connect(): Promise<void> {
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
      onUsable();
    } catch (error) {
      abort.abort();
      // One that opens after the timeout is closed again.
      void opened.then((late) => late.close()).catch(() => {});
      fail(error);
    }
  }

  return {
    get isUsable() {
      return isUsable();
    },
    get isDown() {
      return failure !== undefined && !isUsable();
    },
    async open() {
      if (isClosed) return undefined;
      if (database === undefined && failure === undefined) await connect();
      return database;
    },
    reportSuccess() {
      // Opening alone proves little: with a full disk it succeeds.
      if (failure === undefined || !isUsable()) return;
      log.info({ database: source.place }, "the database is available again");
      failure = undefined;
      backoffMs = firstBackoffMs;
    },
    reportFailure(failed, error) {
      if (failed !== database) return;
      if (!failed.survives(error)) {
        database = undefined;
        void failed.close();
      }
      fail(cannotUse(source.place, error));
    },
    unavailable(action, cause) {
      const reason = failure?.message ?? (cause instanceof Error ? cause.message : "it is not open");
      return new ReparteeError("storage_unavailable", `Cannot ${action}: the database is unavailable: ${reason}`, {
        hint: failure?.hint,
        retryAfterSeconds: 5,
        cause,
      });
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

function cannotUse(place: string, cause: unknown): ReparteeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ReparteeError("storage_unavailable", `Cannot use the database ${place}: ${reason}`, {
    hint: "It is retried automatically; docs/storage.md lists what may be wrong.",
    cause,
  });
}
