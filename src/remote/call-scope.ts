/** The life of one call: it ends with the first of the signals it was given, by `abort`, or when it is over. */
export interface CallScope {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Leaves no listener behind, and closes what the call still holds. */
  end(): void;
}

/** Made once: without a reason, each abort makes an exception with a stack. */
const callEnded = new Error("The call is over");

/**
 * `AbortSignal.any` would do the same and keeps a record of each combined signal for as long as the longest-lived source:
 * a model's `closed` outlives all of its replies.
 */
export function createCallScope(...sources: readonly AbortSignal[]): CallScope {
  const controller = new AbortController();
  const listeners = sources.map((source) => ({ source, onAbort: () => controller.abort(source.reason) }));
  for (const { source, onAbort } of listeners) {
    if (source.aborted) onAbort();
    else source.addEventListener("abort", onAbort, { once: true });
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    end() {
      for (const { source, onAbort } of listeners) source.removeEventListener("abort", onAbort);
      controller.abort(callEnded);
    },
  };
}
