/** Calls to a model in another process that it has not answered yet. */
import { cancelledError } from "../core/abort.ts";
import { ReparteeError } from "../core/errors.ts";

export interface PendingCalls {
  /** @param isAhead Nobody waits for its answer: it may take long, and is no work that the process could be stuck in. */
  add(id: number, call: PendingCall, isAhead: boolean): void;
  get(id: number): PendingCall | undefined;
  delete(id: number): void;
  /** Those whose answer somebody waits for. */
  readonly awaited: ReadonlySet<number>;
  failAll(error: ReparteeError): void;
}

export function createPendingCalls(): PendingCalls {
  const calls = new Map<number, PendingCall>();
  const awaited = new Set<number>();
  return {
    awaited,
    add(id, call, isAhead) {
      calls.set(id, call);
      if (!isAhead) awaited.add(id);
    },
    get: (id) => calls.get(id),
    delete(id) {
      calls.delete(id);
      awaited.delete(id);
    },
    failAll(error) {
      for (const call of [...calls.values()]) call.fail(error);
    },
  };
}

/** A call that is answered once. */
export interface PendingCall {
  succeed(value: unknown): void;
  fail(error: ReparteeError): void;
}

interface CallOptions<T> {
  /** Completes "Cannot …" in messages, such as `embed texts`. */
  readonly action: string;
  readonly read: (value: unknown) => T | undefined;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: T) => void;
  readonly reject: (error: ReparteeError) => void;
  readonly onSettled: () => void;
}

/** It is over when the runner says so: until then it is at work, cancelled or not, and its caller holds the model. */
export function createPendingCall<T>({
  action,
  read,
  signal,
  resolve,
  reject,
  onSettled,
}: CallOptions<T>): PendingCall {
  return {
    succeed(value) {
      onSettled();
      if (signal?.aborted === true) return reject(cancelledError(signal, action));
      const result = read(value);
      if (result !== undefined) return resolve(result);
      reject(new ReparteeError("internal", `Cannot ${action}: the runner's answer has another form`));
    },
    fail(error) {
      onSettled();
      reject(signal?.aborted === true ? cancelledError(signal, action) : error);
    },
  };
}
