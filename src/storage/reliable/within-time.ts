import type { Clock } from "../../core/clock.ts";

/** The database did not answer in time. */
class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** The result of `work`. @throws NoAnswerError when it takes longer; what it does later is nobody's business. */
export async function withinTime<T>(clock: Clock, limitMs: number, work: Promise<T>): Promise<T> {
  let giveUp = (): void => {};
  const limit = new Promise<never>((_, reject) => {
    giveUp = () => reject(new NoAnswerError(`the database did not answer within ${limitMs} ms`));
  });
  const timer = clock.schedule(limitMs, () => giveUp());
  work.catch(() => {});
  try {
    return await Promise.race([work, limit]);
  } finally {
    timer.cancel();
  }
}
