import type { Clock, ScheduledCall } from "../../core/clock.ts";
import type { LoadedModel } from "../../core/engine.ts";
import type { Claim } from "./memory/memory-ledger.ts";
import type { Lease } from "./model-pool.ts";

/** How long an idle model stays in memory, in milliseconds; 0 means not at all. */
export type KeepAliveMs = number | "forever";

/**
 * One loading of a model: who holds it, and how long it stays when nobody does. A model that is loaded again gets a new
 * one, with its own leases.
 */
export interface LeasedModel {
  readonly model: LoadedModel;
  /** The memory it takes. */
  readonly claim: Claim;
  readonly leases: number;
  /** Since when nobody holds it, in milliseconds of the clock; undefined while somebody does. */
  readonly idleSinceMs: number | undefined;
  /** When it was idle for long enough, by the clock; undefined while it is held, and when it stays. */
  readonly keptUntilMs: number | undefined;
  lease(): Lease;
  /** Somebody asked for the model without holding it: it counts as used now. */
  touch(): void;
  /** `keepAliveMs` changed: an idle model's time begins anew. */
  renew(): void;
  /** It is to be unloaded: its idle time no longer counts. */
  leave(): void;
  /** Resolves when nobody holds the model, or when `forget` was called. At once when that is so already. */
  drained(): Promise<void>;
  /** The model ended: its leases no longer count. */
  forget(): void;
}

export interface LeasedModelOptions {
  readonly model: LoadedModel;
  readonly claim: Claim;
  readonly clock: Clock;
  /** Read whenever it becomes idle. */
  readonly keepAliveMs: () => KeepAliveMs;
  /** Called when the last lease was given back, and for each `touch` of an idle model; not after `leave` or `forget`. */
  readonly onIdle: () => void;
  /** Called when it was idle for long enough. */
  readonly onExpired: () => void;
}

export function createLeasedModel(options: LeasedModelOptions): LeasedModel {
  const { model, claim, clock, onIdle, onExpired } = options;
  let leases = 0;
  let idleSinceMs = clock.now();
  let keptUntilMs: number | undefined;
  let timer: ScheduledCall | undefined;
  let isTimed = false;
  let isLeaving = false;
  let isForgotten = false;
  const waiting = new Set<() => void>();

  function stopTimer(): void {
    timer?.cancel();
    timer = undefined;
    keptUntilMs = undefined;
  }

  function startTimer(): void {
    stopTimer();
    isTimed = true;
    const keepAliveMs = options.keepAliveMs();
    if (keepAliveMs === "forever") return;
    if (keepAliveMs <= 0) return onExpired();
    keptUntilMs = clock.now() + keepAliveMs;
    timer = clock.schedule(keepAliveMs, () => {
      stopTimer();
      onExpired();
    });
  }

  function endTime(): void {
    isTimed = false;
    stopTimer();
  }

  function becomeIdle(): void {
    idleSinceMs = clock.now();
    if (isLeaving) return;
    onIdle();
    startTimer();
  }

  function leave(): void {
    isLeaving = true;
    endTime();
  }

  const resolveWhenDrained = (): void => {
    if (leases > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  return {
    model,
    claim,
    get leases() {
      return leases;
    },
    get idleSinceMs() {
      return leases > 0 ? undefined : idleSinceMs;
    },
    get keptUntilMs() {
      return keptUntilMs;
    },
    touch() {
      if (leases === 0) becomeIdle();
    },
    renew() {
      if (isTimed) startTimer();
    },
    lease() {
      let isHeld = true;
      leases += 1;
      if (leases === 1) endTime();
      return {
        model,
        release() {
          if (!isHeld) return;
          isHeld = false;
          if (isForgotten) return;
          leases -= 1;
          if (leases > 0) return;
          becomeIdle();
          resolveWhenDrained();
        },
      };
    },
    leave,
    drained() {
      return new Promise((resolve) => {
        waiting.add(resolve);
        resolveWhenDrained();
      });
    },
    forget() {
      isForgotten = true;
      leave();
      leases = 0;
      resolveWhenDrained();
    },
  };
}
