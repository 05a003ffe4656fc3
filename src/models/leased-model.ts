import type { LoadedModel } from "../core/engine.ts";
import type { Lease } from "./model-pool.ts";

/** One loading of a model and who holds it. A model that is loaded again gets a new one, with its own leases. */
export interface LeasedModel {
  readonly model: LoadedModel;
  readonly leases: number;
  lease(): Lease;
  /** Resolves when nobody holds the model, or when `forget` was called. At once when that is so already. */
  drained(): Promise<void>;
  /** The model is gone: its leases no longer count. */
  forget(): void;
}

export function createLeasedModel(model: LoadedModel): LeasedModel {
  let leases = 0;
  let forgotten = false;
  const waiting = new Set<() => void>();

  const tellWhenDrained = (): void => {
    if (leases > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  return {
    model,
    get leases() {
      return leases;
    },
    lease() {
      let held = true;
      leases += 1;
      return {
        model,
        release() {
          if (!held) return;
          held = false;
          if (forgotten) return;
          leases -= 1;
          tellWhenDrained();
        },
      };
    },
    drained() {
      return new Promise((resolve) => {
        waiting.add(resolve);
        tellWhenDrained();
      });
    },
    forget() {
      forgotten = true;
      leases = 0;
      tellWhenDrained();
    },
  };
}
