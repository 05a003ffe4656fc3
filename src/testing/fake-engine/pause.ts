import type { Clock } from "../../core/clock.ts";

export type PauseEnd = "over" | "cancelled" | "closed";

/**
 * Waits for `promise`, at most until `cancel` (where given) or `closed` is aborted. Leaves no listener behind. `promise`
 * must not reject.
 */
export function pauseUntil(
  promise: Promise<unknown>,
  cancel: AbortSignal | undefined,
  closed: AbortSignal,
): Promise<PauseEnd> {
  return new Promise((resolve) => {
    function end(how: PauseEnd): void {
      cancel?.removeEventListener("abort", onCancel);
      closed.removeEventListener("abort", onClosed);
      resolve(how);
    }
    const onCancel = (): void => end("cancelled");
    const onClosed = (): void => end("closed");
    if (closed.aborted) return end("closed");
    if (cancel?.aborted === true) return end("cancelled");
    cancel?.addEventListener("abort", onCancel);
    closed.addEventListener("abort", onClosed);
    void promise.then(() => end("over"));
  });
}

/** A promise that stays as it is. */
export const never: Promise<never> = new Promise(() => {});

/** Waits for `ms` on `clock`; ends early as `pauseUntil` does. */
export async function pauseFor(
  clock: Clock,
  ms: number,
  cancel: AbortSignal | undefined,
  closed: AbortSignal,
): Promise<PauseEnd> {
  let resolvePassed = (): void => {};
  const passed = new Promise<void>((resolve) => {
    resolvePassed = resolve;
  });
  const call = clock.schedule(ms, resolvePassed);
  const end = await pauseUntil(passed, cancel, closed);
  call.cancel();
  return end;
}
