import { cancelledError } from "../core/abort.ts";
import { ReparteeError } from "../core/errors.ts";

/** Calls that are answered once, by another process. */
export interface ProcessCalls {
  /**
   * Sends a call and waits for its answer, which `read` checks and translates (undefined: not what was asked for).
   * @throws ReparteeError what the runner answered, `cancelled`, or the error of `failAll`
   */
  call<T>(call: RemoteCall<T>): Promise<T>;
  /** The answer to call `id` came; no effect when the call is over. */
  succeed(id: number, value: unknown): void;
  fail(id: number, error: ReparteeError): void;
  failAll(error: ReparteeError): void;
  /** Those that are not answered yet. */
  readonly size: number;
}

export interface RemoteCall<T> {
  readonly id: number;
  /** Completes "Cannot …" in messages, such as `embed texts`. */
  readonly action: string;
  readonly send: () => void;
  readonly cancel: () => void;
  readonly read: (value: unknown) => T | undefined;
  readonly signal?: AbortSignal;
}

interface PendingCall {
  readonly succeed: (value: unknown) => void;
  readonly fail: (error: ReparteeError) => void;
}

export function createProcessCalls(): ProcessCalls {
  const pending = new Map<number, PendingCall>();

  return {
    get size() {
      return pending.size;
    },
    call({ id, action, send, cancel, read, signal }) {
      return new Promise((resolve, reject) => {
        function settle(): void {
          pending.delete(id);
          signal?.removeEventListener("abort", onAbort);
        }
        function fail(error: ReparteeError): void {
          settle();
          reject(error);
        }
        // The call is over when the runner says so: until then it is at work, and its caller holds the model.
        const onAbort = (): void => cancel();
        if (signal?.aborted === true) {
          reject(cancelledError(signal, action));
          return;
        }
        send();
        signal?.addEventListener("abort", onAbort, { once: true });
        pending.set(id, {
          succeed(value) {
            settle();
            if (signal?.aborted === true) return reject(cancelledError(signal, action));
            const result = read(value);
            if (result === undefined)
              reject(new ReparteeError("internal", `Cannot ${action}: the runner's answer has another form`));
            else resolve(result);
          },
          fail: (error) => fail(signal?.aborted === true ? cancelledError(signal, action) : error),
        });
      });
    },
    succeed: (id, value) => pending.get(id)?.succeed(value),
    fail: (id, error) => pending.get(id)?.fail(error),
    failAll(error) {
      for (const call of [...pending.values()]) call.fail(error);
    },
  };
}
