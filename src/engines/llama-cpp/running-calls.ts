import { toReparteeError } from "../../core/errors.ts";

/** Calls of a model that are being answered: it is unloaded when none is. */
export interface RunningCalls {
  /** @throws what the call throws; where the model was closed meanwhile, the reason for that. */
  run<Result>(call: Promise<Result>): Promise<Result>;
  /** Resolves when no call is running. */
  idle(): Promise<void>;
}

export function createRunningCalls(closed: AbortSignal): RunningCalls {
  const running = new Set<Promise<unknown>>();
  return {
    async run(call) {
      running.add(call);
      try {
        return await call;
      } catch (thrown) {
        throw closed.aborted ? toReparteeError(closed.reason) : thrown;
      } finally {
        running.delete(call);
      }
    },
    async idle() {
      await Promise.allSettled(running);
    },
  };
}
