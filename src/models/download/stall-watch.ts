import type { Clock } from "../../core/clock.ts";

/** Aborts its signal when nothing happens for a while, or when the signal above it is aborted. */
export interface StallWatch extends Disposable {
  readonly signal: AbortSignal;
  /** Something happened. */
  touch(): void;
  /** What happens next is not waited for: silence counts again from the next `touch`. */
  hold(): void;
}

/** @param stalled Makes the reason that the signal is aborted with. */
export function watchForStall(clock: Clock, stallMs: number, above: AbortSignal, stalled: () => Error): StallWatch {
  const controller = new AbortController();
  let lastMs = clock.now();
  let isHeld = false;
  let call = clock.schedule(stallMs, check);

  // One timer for many touches: it looks when it fires, instead of being set anew for each chunk.
  function check(): void {
    const leftMs = isHeld ? stallMs : lastMs + stallMs - clock.now();
    if (leftMs > 0) {
      call = clock.schedule(leftMs, check);
      return;
    }
    controller.abort(stalled());
  }

  const onAbort = (): void => controller.abort(above.reason);
  if (above.aborted) onAbort();
  else above.addEventListener("abort", onAbort, { once: true });

  return {
    signal: controller.signal,
    hold() {
      isHeld = true;
    },
    touch() {
      isHeld = false;
      lastMs = clock.now();
    },
    [Symbol.dispose]() {
      call.cancel();
      above.removeEventListener("abort", onAbort);
    },
  };
}
