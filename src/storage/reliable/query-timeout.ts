import type { Clock } from "../../core/clock.ts";
import { withTimeout } from "../../core/with-timeout.ts";

/** The database did not answer in time. */
class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** The result of `work`. @throws NoAnswerError when it takes longer. */
export function withQueryTimeout<T>(clock: Clock, timeoutMs: number, work: Promise<T>): Promise<T> {
  const onTimeout = (): never => {
    throw new NoAnswerError(`the database did not answer within ${timeoutMs} ms`);
  };
  return withTimeout(work, { clock, timeoutMs, onTimeout });
}
