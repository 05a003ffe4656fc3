import type { Clock } from "../../core/clock.ts";
import type { LoadedModel } from "../../core/engine.ts";
import type { Claim } from "./memory/memory-ledger.ts";
import type { Lease } from "./model-pool.ts";

/** One loading of a model and who holds it. A model that is loaded again gets a new one, with its own leases. */
export interface LeasedModel {
  readonly model: LoadedModel;
  /** The memory it takes. */
  readonly claim: Claim;
  readonly leases: number;
  /** Since when nobody holds it, in milliseconds of the clock; undefined while somebody does. */
  readonly idleSinceMs: number | undefined;
  lease(): Lease;
  /** Somebody asked for the model without holding it: it counts as used now. */
  touch(): void;
  /** Resolves when nobody holds the model, or when `forget` was called. At once when that is so already. */
  drained(): Promise<void>;
  /** The model ended: its leases no longer count. */
  forget(): void;
}

export interface LeasedModelOptions {
  readonly model: LoadedModel;
  readonly claim: Claim;
  readonly clock: Clock;
  /** Called when the first lease was taken and when the last was given back; not after `forget`. */
  readonly onUse: (isHeld: boolean) => void;
}

export function createLeasedModel({ model, claim, clock, onUse }: LeasedModelOptions): LeasedModel {
  let leases = 0;
  let idleSinceMs = clock.now();
  let forgotten = false;
  const waiting = new Set<() => void>();

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
    touch() {
      idleSinceMs = clock.now();
      if (leases === 0 && !forgotten) onUse(false);
    },
    lease() {
      let held = true;
      leases += 1;
      if (leases === 1 && !forgotten) onUse(true);
      return {
        model,
        release() {
          if (!held) return;
          held = false;
          if (forgotten) return;
          leases -= 1;
          if (leases > 0) return;
          idleSinceMs = clock.now();
          onUse(false);
          resolveWhenDrained();
        },
      };
    },
    drained() {
      return new Promise((resolve) => {
        waiting.add(resolve);
        resolveWhenDrained();
      });
    },
    forget() {
      forgotten = true;
      leases = 0;
      resolveWhenDrained();
    },
  };
}
