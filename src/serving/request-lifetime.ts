import { cancelledError } from "../core/abort.ts";
import type { Clock, ScheduledCall } from "../core/clock.ts";
import type { ReparteeError } from "../core/errors.ts";
import type { Admission, Permit } from "./admission.ts";
import { totalTimeout } from "./timeout-errors.ts";
import type { Timeouts } from "./timeouts.ts";

/**
 * One request from its arrival to its end: its permit, its total timeout, and what can end it from outside. Two kinds of
 * end come from outside: the caller left, and nothing more is wanted; or the time is up, and what is still possible
 * without a model is done.
 */
export interface RequestLifetime {
  /** Aborted when the caller left. */
  readonly left: AbortSignal;
  /** Aborted when no model may work on the request any more, `left` included. The reason is a `ReparteeError`. */
  readonly stop: AbortSignal;
  /**
   * Waits for a permit, with which the total timeout begins; resolves at once when the request has one. However many
   * models are tried, a request takes one permit. Throws as `Admission.admit`.
   */
  enter(signal: AbortSignal, onQueued: (ahead: number) => void): Promise<void>;
  /** As if the caller had aborted its signal. */
  leave(): void;
  end(error: ReparteeError): void;
  /** Gives back the permit, also one that is still on its way, and stops timer and listeners. */
  close(): void;
}

export interface RequestLifetimeOptions {
  readonly admission: Admission;
  readonly clock: Clock;
  readonly timeouts: Pick<Timeouts, "queueTimeoutMs" | "totalTimeoutMs">;
  /** Of the caller. */
  readonly signal: AbortSignal;
  /** Ends the request as the caller's leaving does; only what the reply is then called differs. */
  readonly enough?: AbortSignal;
  /** As in `AdmitOptions`. */
  readonly client?: string;
  readonly tokens?: number;
  /** Completes "Cannot …" for a request that was cancelled. */
  readonly action: string;
}

export function createRequestLifetime(options: RequestLifetimeOptions): RequestLifetime {
  const { admission, clock, enough, signal, action } = options;
  const { queueTimeoutMs, totalTimeoutMs } = options.timeouts;
  const left = new AbortController();
  const stop = new AbortController();
  let permit: Permit | undefined;
  let total: ScheduledCall | undefined;
  let isClosed = false;

  function leave(): void {
    const error = cancelledError(signal, action);
    left.abort(error);
    stop.abort(error);
  }

  if (signal.aborted || enough?.aborted === true) leave();
  signal.addEventListener("abort", leave, { once: true });
  enough?.addEventListener("abort", leave, { once: true });

  return {
    left: left.signal,
    stop: stop.signal,
    async enter(waiting, onQueued) {
      if (permit !== undefined) return;
      const { client, tokens } = options;
      const given = await admission.admit({ client, tokens, queueTimeoutMs, signal: waiting, onQueued });
      if (isClosed) return given.release();
      permit = given;
      total = clock.schedule(totalTimeoutMs, () => stop.abort(totalTimeout(totalTimeoutMs)));
    },
    leave,
    end: (error) => stop.abort(error),
    close() {
      isClosed = true;
      total?.cancel();
      permit?.release();
      signal.removeEventListener("abort", leave);
      enough?.removeEventListener("abort", leave);
    },
  };
}
