import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import { withTimeout } from "../../core/with-timeout.ts";

/** The outcome of a store's `work`. @throws ReparteeError `storage_unavailable` when time is up; what `work` throws. */
export function withStoreTimeout<Value>(work: Promise<Value>, timeoutMs: number, clock: Clock): Promise<Value> {
  const onTimeout = (): never => {
    throw new ReparteeError("storage_unavailable", `Cannot wait for the database: it took over ${timeoutMs} ms`);
  };
  return withTimeout(work, { clock, timeoutMs, onTimeout });
}
