import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";

/** Why a model is not loaded, and how long that is believed before a request may try again. */
export interface FailedLoad {
  readonly error: ReparteeError;
  /** The error for a request that comes now; undefined when the load may be tried again. */
  refusal(): ReparteeError | undefined;
}

/**
 * Remembers a failure for `cooldownMs`, so that a broken file is not read again for every request.
 */
export function createFailedLoad(error: ReparteeError, clock: Clock, cooldownMs: number): FailedLoad {
  const retryAtMs = clock.now() + cooldownMs;
  return {
    error,
    refusal() {
      const remainingMs = retryAtMs - clock.now();
      if (remainingMs <= 0) return undefined;
      return new ReparteeError(error.code, error.message, {
        facts: error.facts,
        ...(Number.isFinite(remainingMs) ? { retryAfterSeconds: Math.ceil(remainingMs / 1000) } : {}),
        cause: error,
        hint: error.hint,
        param: error.param,
      });
    },
  };
}
