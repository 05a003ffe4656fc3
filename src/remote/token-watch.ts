import type { Clock, ScheduledCall } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import type { UpstreamTimeouts } from "./upstream-timeouts.ts";

/**
 * The timeouts of one reply. Silence counts only while somebody waits for the upstream: a slow reader of the reply is not
 * the model's fault.
 */
export interface TokenWatch {
  /** Waits for `work`; the clock that runs out meanwhile calls `onExpire`. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** No token comes before the end: only the time of the whole reply counts. */
  expectWhole(): void;
  /** A token came. */
  touch(): void;
  /** The reply is whole; what still comes after it is not waited for long. */
  ended(): void;
  stop(): void;
}

/** Numbers that follow a reply come with it or not at all. */
const afterEndMs = 1_000;

export function createTokenWatch(
  clock: Clock,
  timeouts: Pick<UpstreamTimeouts, "firstTokenMs" | "betweenTokensMs" | "totalMs">,
  model: string,
  onExpire: (error: ReparteeError) => void,
): TokenWatch {
  let limitMs = timeouts.firstTokenMs;
  let silentMs = 0;
  let silenceError = (): ReparteeError =>
    expired(
      "first_token_timeout",
      `Model "${model}" gave no token within ${timeouts.firstTokenMs} ms`,
      timeouts.firstTokenMs,
    );
  const total: ScheduledCall = clock.schedule(timeouts.totalMs, () =>
    onExpire(
      expired("total_timeout", `Model "${model}" did not finish within ${timeouts.totalMs} ms`, timeouts.totalMs),
    ),
  );

  return {
    async during(work) {
      const sinceMs = clock.now();
      const silence = clock.schedule(limitMs - silentMs, () => onExpire(silenceError()));
      try {
        return await work;
      } finally {
        silence.cancel();
        silentMs += clock.now() - sinceMs;
      }
    },
    expectWhole() {
      limitMs = timeouts.totalMs;
    },
    touch() {
      silentMs = 0;
      limitMs = timeouts.betweenTokensMs;
      silenceError = () =>
        expired(
          "token_stall",
          `Model "${model}" stopped in the middle of a reply: no token for ${limitMs} ms`,
          limitMs,
        );
    },
    ended() {
      silentMs = 0;
      limitMs = afterEndMs;
    },
    stop: () => total.cancel(),
  };
}

type ClockCode = "first_token_timeout" | "token_stall" | "total_timeout";

function expired(code: ClockCode, message: string, limitMs: number): ReparteeError {
  return new ReparteeError(code, message, { facts: { limit_ms: limitMs } });
}
