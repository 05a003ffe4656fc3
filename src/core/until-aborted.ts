import { cancelledError } from "./abort.ts";
import { ReparteeError } from "./errors.ts";

/** Why `signal` was aborted: the error that the aborting side gave, or `cancelled`. `action` completes "Cannot …". */
export function abortError(signal: AbortSignal, action: string): ReparteeError {
  return signal.reason instanceof ReparteeError ? signal.reason : cancelledError(signal, action);
}

/**
 * Waits for `promise`, and no longer than until `signal` is aborted. The promise itself goes on.
 * @throws ReparteeError the signal's reason, or `cancelled`; and whatever `promise` rejects with.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, action: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(abortError(signal, action));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
