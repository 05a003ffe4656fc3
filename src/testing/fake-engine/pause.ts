import type { Clock } from "../../core/clock.ts";

export type PauseEnd = "over" | "cancelled" | "gone";

/**
 * Waits for `promise`, at most until `cancel` (where given) or `gone` is aborted. Leaves no listener behind. `promise`
 * must not reject.
 */
export function pauseUntil(
  promise: Promise<unknown>,
  cancel: AbortSignal | undefined,
  gone: AbortSignal,
): Promise<PauseEnd> {
  return new Promise((resolve) => {
    function end(how: PauseEnd): void {
      cancel?.removeEventListener("abort", onCancel);
      gone.removeEventListener("abort", onGone);
      resolve(how);
    }
    const onCancel = (): void => end("cancelled");
    const onGone = (): void => end("gone");
    if (gone.aborted) return end("gone");
    if (cancel?.aborted === true) return end("cancelled");
    cancel?.addEventListener("abort", onCancel);
    gone.addEventListener("abort", onGone);
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
  gone: AbortSignal,
): Promise<PauseEnd> {
  let resolvePassed = (): void => {};
  const passed = new Promise<void>((resolve) => {
    resolvePassed = resolve;
  });
  const call = clock.schedule(ms, resolvePassed);
  const end = await pauseUntil(passed, cancel, gone);
  call.cancel();
  return end;
}
