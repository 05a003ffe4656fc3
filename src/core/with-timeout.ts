import type { Clock } from "./clock.ts";
import { ReparteeError } from "./errors.ts";

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

/** The outcome of a store's `work`. @throws ReparteeError `storage_unavailable` when time is up; what `work` throws. */
export function withStoreTimeout<Value>(work: Promise<Value>, timeoutMs: number, clock: Clock): Promise<Value> {
  const onTimeout = (): never => {
    throw new ReparteeError("storage_unavailable", `Cannot wait for the database: it took over ${timeoutMs} ms`);
  };
  return withTimeout(work, { clock, timeoutMs, onTimeout });
}
