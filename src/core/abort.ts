import { ReparteeError } from "./errors.ts";

/** The error of an action that was given up. `action` completes "Cannot …", such as `load model "x"`. */
export function cancelledError(signal: AbortSignal, action: string): ReparteeError {
  return new ReparteeError("cancelled", `Cannot ${action}: it was cancelled`, { cause: signal.reason });
}

/** @throws ReparteeError `cancelled` when `signal` was aborted. */
export function throwIfCancelled(signal: AbortSignal, action: string): void {
  if (signal.aborted) throw cancelledError(signal, action);
}
