import type { Clock } from "./clock.ts";

export interface TimeoutOptions<Fallback> {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** The outcome when time is up: a value instead, or an error that it throws. */
  readonly onTimeout: () => Fallback;
}

/**
 * Waits for `work`, and no longer than `timeoutMs`. The work itself goes on: what comes of it later, an error included,
 * is ignored.
 */
export async function withTimeout<Value, Fallback>(
  work: Promise<Value>,
  { clock, timeoutMs, onTimeout }: TimeoutOptions<Fallback>,
): Promise<Value | Fallback> {
  return await new Promise<Value | Fallback>((resolve, reject) => {
    const timer = clock.schedule(timeoutMs, () => {
      try {
        resolve(onTimeout());
      } catch (thrown) {
        reject(thrown);
      }
    });
    void work.then(resolve, reject).finally(() => timer.cancel());
  });
}
