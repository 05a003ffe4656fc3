import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { DownloadLimits } from "./download-limits.ts";

/** True when the same request may succeed later. */
export function isRetryable(error: unknown): error is ReparteeError {
  if (!(error instanceof ReparteeError)) return false;
  return (
    error.code === "hub_unreachable" ||
    error.code === "download_stalled" ||
    (error.code === "download_failed" && error.facts["retryable"] === true)
  );
}

/**
 * Milliseconds to wait before the next try: what the server asked for, else random up to a bound that doubles with each
 * try (full jitter), so that many clients of a hub that recovers do not come back at once.
 * @param failedTries 1 after the first failure.
 * @returns Undefined when the server asks for longer than `maxRetryAfterMs`.
 */
export function retryDelayMs(
  error: ReparteeError,
  failedTries: number,
  limits: DownloadLimits,
  random: () => number,
): number | undefined {
  const jitterMs = random() * Math.min(limits.maxBackoffMs, limits.backoffMs * 2 ** (failedTries - 1));
  if (error.retryAfterSeconds === undefined) return jitterMs;
  const askedMs = error.retryAfterSeconds * 1000;
  // Never sooner than asked; the jitter comes on top.
  return askedMs > limits.maxRetryAfterMs ? undefined : askedMs + Math.min(jitterMs, limits.backoffMs);
}

/** Resolves after `delayMs`. Rejects with the signal's reason when it is aborted first. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      call.cancel();
      reject(signal.reason);
    };
    const call = clock.schedule(delayMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
