/**
 * One load of one model, shared by all who wait for it.
 *
 * 1. Memory is set aside, then `Engine.load` is called, once; every waiter hears its progress and gets its result.
 * 2. A waiter that leaves disturbs nobody. When the last one leaves, the load is given up; one that goes `onAlone` only
 *    while it still waits for memory, where it would be in others' way.
 * 3. A load that was given up ends within `abandonAfterMs` as far as the pool is concerned: an engine that does not
 *    heed the signal cannot hold up the next load, and what it delivers late is unloaded.
 * 4. The memory counts as taken until the engine has really let go of it.
 */
import type { Clock } from "../../core/clock.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { LeasedModel } from "./leased-model.ts";
import type { Claim } from "./memory/memory-ledger.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { WaitOptions } from "./model-pool.ts";
import { abortError } from "../../core/until-aborted.ts";

const abandonAfterMs = 5_000;

export type LoadResult =
  | { readonly kind: "loaded"; readonly loaded: LeasedModel }
  | { readonly kind: "failed"; readonly error: ReparteeError }
  /** Nobody wanted it any more; `begun` says whether the engine was at work already. */
  | { readonly kind: "given-up"; readonly reason: ReparteeError; readonly begun: boolean };

export interface SharedLoadOptions {
  readonly entry: ModelEntry;
  readonly clock: Clock;
  readonly log: Log;
  /** Sets memory aside; undefined when there is none and nobody wants the model. Throws as `MemoryRoom.claim` does. */
  readonly claim: (wanted: () => boolean, signal: AbortSignal) => Promise<Claim | undefined>;
  /** What the pool keeps of a model that was loaded. */
  readonly keep: (model: LoadedModel, claim: Claim) => LeasedModel;
  /** As in `LoadOptions`. */
  readonly onTest: (passed: boolean) => void;
  /** Called with the result before any waiter is. */
  readonly onEnd: (result: LoadResult) => void;
}

export interface SharedLoad {
  /** 0–1; never goes back. */
  readonly fraction: number;
  /** True from the moment that the load was cancelled: it cannot be joined any more. */
  readonly givenUp: boolean;
  /** True until memory was set aside. */
  readonly waitsForMemory: boolean;
  /** Resolves after the pool took note of the result. */
  readonly ended: Promise<void>;
  /**
   * Waits for the model. `take` runs in the same step in which the load ends, so nothing can come in between.
   * @throws ReparteeError of the load, or of the waiter's own signal.
   */
  join<T>(options: WaitOptions, take: (loaded: LeasedModel) => T): Promise<T>;
  /** Lets the load go on when nobody waits. */
  goOnAlone(): void;
  /** Ends the load; all who wait are refused with `reason`. */
  cancel(reason: ReparteeError): void;
}

interface Waiter {
  progress(fraction: number): void;
  loaded(loaded: LeasedModel): void;
  refused(error: ReparteeError): void;
}

interface Arrival {
  readonly model: LoadedModel;
  readonly claim: Claim;
}

export function startSharedLoad({ entry, clock, log, claim, keep, onTest, onEnd }: SharedLoadOptions): SharedLoad {
  const controller = new AbortController();
  const waiters = new Set<Waiter>();
  let fraction = 0;
  let goesOnAlone = false;
  let waitsForMemory = true;
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
      log.warn({ model: entry.name, waitedMs: abandonAfterMs }, "engine did not stop loading when aborted");
      end({ kind: "given-up", reason, begun: !waitsForMemory });
    });
    controller.abort(reason);
  }

  /** Undefined when there is no memory to spare for a model that nobody waits for. */
  async function load(): Promise<Arrival | undefined> {
    const held = await claim(() => waiters.size > 0, controller.signal);
    if (held === undefined) return undefined;
    waitsForMemory = false;
    try {
      const callbacks = { onProgress, onTest };
      const model = await entry.engine.load(entry.source, { ...entry.options, ...callbacks }, controller.signal);
      return { model, claim: held };
    } catch (error) {
      held.release();
      throw error;
    }
  }

  function arrived(arrival: Arrival | undefined): void {
    if (arrival === undefined) return noRoom();
    const { model, claim: held } = arrival;
    if (over || givenUpFor !== undefined) {
      void unloadUnwanted(arrival, log);
      if (!over && givenUpFor !== undefined) end({ kind: "given-up", reason: givenUpFor, begun: true });
    } else if (model.closed.aborted) {
      held.release();
      end({ kind: "failed", error: toReparteeError(model.closed.reason, "model_load_failed") });
    } else {
      end({ kind: "loaded", loaded: keep(model, held) });
    }
  }

  /** In a later step, so that an engine that fails at once finds its waiters in place. */
  function begin(): void {
    void Promise.resolve().then(load).then(arrived, failed);
  }

  function noRoom(): void {
    if (over) return;
    // Somebody came in the very step in which the load was let go.
    if (waiters.size > 0) return begin();
    const message = `Model "${entry.name}" is not loaded before it is asked for: other models hold the memory`;
    end({ kind: "given-up", reason: givenUpFor ?? new ReparteeError("insufficient_memory", message), begun: false });
  }

  function failed(thrown: unknown): void {
    if (over) return;
    if (givenUpFor !== undefined) end({ kind: "given-up", reason: givenUpFor, begun: !waitsForMemory });
    else end({ kind: "failed", error: toReparteeError(thrown, "model_load_failed") });
  }

  function onProgress(next: number): void {
    if (over || next <= fraction) return;
    fraction = Math.min(next, 1);
    for (const waiter of waiters) waiter.progress(fraction);
  }

  begin();

  return {
    get fraction() {
      return fraction;
    },
    get givenUp() {
      return givenUpFor !== undefined;
    },
    get waitsForMemory() {
      return waitsForMemory;
    },
    ended,
    join({ signal, onProgress: report }, take) {
      return waitFor(waiters, { signal, report, fraction, name: entry.name }, take, (error) => {
        if (waiters.size === 0 && (waitsForMemory || !goesOnAlone)) giveUp(error);
      });
    },
    goOnAlone() {
      goesOnAlone = true;
    },
    cancel(reason) {
      for (const waiter of waiters) waiter.refused(reason);
      waiters.clear();
      giveUp(reason);
    },
  };
}

interface Wait {
  readonly signal: AbortSignal;
  report?(fraction: number): void;
  /** Of the load, so far. */
  readonly fraction: number;
  readonly name: string;
}

/** One more waiter, until the load ends or `signal` is aborted; `onLeave` is called for the latter. */
function waitFor<Taken>(
  waiters: Set<Waiter>,
  { signal, report, fraction, name }: Wait,
  take: (loaded: LeasedModel) => Taken,
  onLeave: (error: ReparteeError) => void,
): Promise<Taken> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      waiters.delete(waiter);
      const error = abortError(signal, `wait for model "${name}"`);
      reject(error);
      onLeave(error);
    };
    const stopListening = (): void => signal.removeEventListener("abort", onAbort);
    const waiter: Waiter = {
      progress: (value) => report?.(value),
      loaded(loaded) {
        stopListening();
        resolve(take(loaded));
      },
      refused(error) {
        stopListening();
        reject(error);
      },
    };
    signal.addEventListener("abort", onAbort, { once: true });
    waiters.add(waiter);
    report?.(fraction);
  });
}

async function unloadUnwanted({ model, claim }: Arrival, log: Log): Promise<void> {
  claim.leave();
  try {
    await model.unload();
  } catch (error) {
    log.error({ model: claim.model, err: error }, "a model that nobody waited for could not be unloaded");
  } finally {
    claim.release();
  }
}
