/**
 * One load of one model, shared by all who wait for it.
 *
 * 1. `Engine.load` is called once; every waiter hears its progress and gets its result.
 * 2. A waiter that leaves disturbs nobody. When the last one leaves, the load is given up, unless it was `pinned`.
 * 3. A load that was given up ends within `abandonAfterMs` as far as the pool is concerned: an engine that does not
 *    heed the signal cannot hold up the next load, and what it delivers late is unloaded.
 */
import type { Clock } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { type ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { createLeasedModel, type LeasedModel } from "./leased-model.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { WaitOptions } from "./model-pool.ts";
import { abortError } from "./until-aborted.ts";

const abandonAfterMs = 5_000;

export type LoadResult =
  | { readonly kind: "loaded"; readonly loaded: LeasedModel }
  | { readonly kind: "failed"; readonly error: ReparteeError }
  /** Nobody wanted it any more. */
  | { readonly kind: "given-up"; readonly reason: ReparteeError };

export interface SharedLoad {
  /** 0–1; never goes back. */
  readonly fraction: number;
  /** True from the moment that the load was cancelled: it cannot be joined any more. */
  readonly givenUp: boolean;
  /** Resolves after the pool took note of the result. */
  readonly ended: Promise<void>;
  /**
   * Waits for the model. `take` runs in the same step in which the load ends, so nothing can come in between.
   * @throws ReparteeError of the load, or of the waiter's own signal.
   */
  join<T>(options: WaitOptions, take: (loaded: LeasedModel) => T): Promise<T>;
  /** Keeps the load going when nobody waits. */
  pin(): void;
  /** Ends the load; all who wait are refused with `reason`. */
  cancel(reason: ReparteeError): void;
}

interface Waiter {
  progress(fraction: number): void;
  loaded(loaded: LeasedModel): void;
  refused(error: ReparteeError): void;
}

/** Starts to load. `onEnd` is told the result before any waiter is. */
export function startSharedLoad(
  entry: ModelEntry,
  clock: Clock,
  log: Log,
  onEnd: (result: LoadResult) => void,
): SharedLoad {
  const controller = new AbortController();
  const waiters = new Set<Waiter>();
  let fraction = 0;
  let pinned = false;
  let over = false;
  let givenUpFor: ReparteeError | undefined;
  let announceEnd: () => void = () => {};
  const ended = new Promise<void>((resolve) => (announceEnd = resolve));
  let abandonment: { cancel(): void } | undefined;

  function end(result: LoadResult): void {
    over = true;
    abandonment?.cancel();
    onEnd(result);
    for (const waiter of waiters) {
      if (result.kind === "loaded") waiter.loaded(result.loaded);
      else waiter.refused(result.kind === "failed" ? result.error : result.reason);
    }
    waiters.clear();
    announceEnd();
  }

  function giveUp(reason: ReparteeError): void {
    if (over || givenUpFor !== undefined) return;
    givenUpFor = reason;
    abandonment = clock.schedule(abandonAfterMs, () => {
      log.warn({ model: entry.name, waitedMs: abandonAfterMs }, "engine did not stop loading when told to");
      end({ kind: "given-up", reason });
    });
    controller.abort(reason);
  }

  function arrived(model: LoadedModel): void {
    if (over || givenUpFor !== undefined) {
      void unloadUnwanted(model, entry.name, log);
      if (!over && givenUpFor !== undefined) end({ kind: "given-up", reason: givenUpFor });
    } else if (model.gone.aborted) {
      end({ kind: "failed", error: toReparteeError(model.gone.reason, "model_load_failed") });
    } else {
      end({ kind: "loaded", loaded: createLeasedModel(model) });
    }
  }

  function failed(thrown: unknown): void {
    if (over) return;
    if (givenUpFor !== undefined) end({ kind: "given-up", reason: givenUpFor });
    else end({ kind: "failed", error: toReparteeError(thrown, "model_load_failed") });
  }

  function onProgress(next: number): void {
    if (over || next <= fraction) return;
    fraction = Math.min(next, 1);
    for (const waiter of waiters) waiter.progress(fraction);
  }

  // Called in a later step, so that an engine that fails at once finds its waiters in place.
  void Promise.resolve()
    .then(() => entry.engine.load(entry.source, { ...entry.options, onProgress }, controller.signal))
    .then(arrived, failed);

  return {
    get fraction() {
      return fraction;
    },
    get givenUp() {
      return givenUpFor !== undefined;
    },
    ended,
    join({ signal, onProgress: tell }, take) {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiters.delete(waiter);
          const error = abortError(signal, `wait for model "${entry.name}"`);
          reject(error);
          if (waiters.size === 0 && !pinned) giveUp(error);
        };
        const waiter: Waiter = {
          progress: (value) => tell?.(value),
          loaded(loaded) {
            signal.removeEventListener("abort", onAbort);
            resolve(take(loaded));
          },
          refused(error) {
            signal.removeEventListener("abort", onAbort);
            reject(error);
          },
        };
        signal.addEventListener("abort", onAbort, { once: true });
        waiters.add(waiter);
        tell?.(fraction);
      });
    },
    pin() {
      pinned = true;
    },
    cancel(reason) {
      for (const waiter of waiters) waiter.refused(reason);
      waiters.clear();
      giveUp(reason);
    },
  };
}

async function unloadUnwanted(model: LoadedModel, name: string, log: Log): Promise<void> {
  try {
    await model.unload();
  } catch (error) {
    log.error({ model: name, err: error }, "a model that nobody waited for could not be unloaded");
  }
}
