import type { Clock } from "../core/clock.ts";

/**
 * Keeps retries from multiplying the load of a server that is already in trouble: at most one in ten of the requests of
 * the last ten seconds, and always one, so that a quiet server's only request may be tried again.
 */
export interface RetryBudget {
  countRequest(): void;
  /** Takes one retry out of the budget; false when none is left. */
  take(): boolean;
}

const windowMs = 10_000;
const requestsPerRetry = 10;

export function createRetryBudget(clock: Clock): RetryBudget {
  const requests: number[] = [];
  const retries: number[] = [];

  function forgetOld(times: number[]): void {
    const oldestMs = clock.now() - windowMs;
    const kept = times.findIndex((timeMs) => timeMs > oldestMs);
    times.splice(0, kept === -1 ? times.length : kept);
  }

  return {
    countRequest() {
      forgetOld(requests);
      requests.push(clock.now());
    },
    take() {
      forgetOld(requests);
      forgetOld(retries);
      if (retries.length >= Math.max(1, Math.floor(requests.length / requestsPerRetry))) return false;
      retries.push(clock.now());
      return true;
    },
  };
}
