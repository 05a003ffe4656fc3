import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";

/**
 * The outcome of `work`, or an error after `ms`: the work itself goes on, and nobody hears of its end.
 * @throws ReparteeError `storage_unavailable` when time is up; what `work` throws.
 */
export function withinMs<Value>(work: Promise<Value>, ms: number, clock: Clock): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = clock.schedule(ms, () =>
      reject(new ReparteeError("storage_unavailable", `Cannot wait for the database: it took over ${ms} ms`)),
    );
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
