import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { ModelPool } from "./model-pool.ts";
import { PooledModel } from "./pooled-model.ts";

export interface ModelPoolOptions {
  readonly entries: readonly ModelEntry[];
  readonly observer: Observer;
  readonly log: Log;
  readonly clock: Clock;
  /** How long a failed load is believed before a request may try again. */
  readonly cooldownMs?: number;
  /** How long disposing waits for models to be unloaded. */
  readonly disposeMs?: number;
}

/** A pool whose models can change while it runs. */
export interface EditableModelPool extends ModelPool {
  /**
   * Makes a model known.
   * @throws ReparteeError `invalid_request` when the name is taken.
   */
  add(entry: ModelEntry): void;
  /**
   * Forgets a model: refuses new requests at once, waits for those that hold it, then unloads it.
   * @throws ReparteeError `model_not_found`.
   */
  remove(name: string): Promise<void>;
}

const defaultCooldownMs = 60_000;
const defaultDisposeMs = 5_000;

/** A pool of the given models. Those marked `preload` begin to load at once; whether that went well, `status` tells. */
export function createModelPool(options: ModelPoolOptions): EditableModelPool {
  const { clock, log, observer, cooldownMs = defaultCooldownMs, disposeMs = defaultDisposeMs } = options;
  const models = new Map<string, PooledModel>();
  /** Removed, but still held by somebody. */
  const leaving = new Set<PooledModel>();
  let disposed = false;

  const closing = (): ReparteeError =>
    new ReparteeError("draining", "Cannot use a model: Repartee is shutting down", { retryAfterSeconds: 5 });

  function find(name: string): PooledModel {
    if (disposed) throw closing();
    const model = models.get(name);
    if (model === undefined) throw modelNotFound(name, models.keys());
    return model;
  }

  function add(entry: ModelEntry): void {
    if (disposed) throw closing();
    if (models.has(entry.name)) {
      throw new ReparteeError("invalid_request", `Cannot add model "${entry.name}": a model of that name exists`, {
        hint: "Choose another name, or remove the model first.",
      });
    }
    const model = new PooledModel(entry, { clock, log, observer, cooldownMs });
    models.set(entry.name, model);
    // Nobody waits for a preload; its failure was logged by the model and stays in its status.
    if (entry.preload) model.load({ signal: new AbortController().signal }).catch(() => {});
  }

  for (const entry of options.entries) add(entry);

  return {
    list: () => [...models.values()].map((model) => model.status()),
    status: (name) => models.get(name)?.status(),
    lease: async (name, wait) => await find(name).lease(wait),
    load: async (name, wait) => await find(name).load(wait),
    unload: async (name) => await find(name).unload(),
    add,
    async remove(name) {
      const model = find(name);
      models.delete(name);
      leaving.add(model);
      await model.close(modelNotFound(name, models.keys()), { force: false });
      leaving.delete(model);
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      const closed = [...models.values(), ...leaving].map((model) => model.close(closing(), { force: true }));
      const allClosed = Promise.all(closed).then(() => true);
      if (!(await within(disposeMs, allClosed, clock))) {
        log.warn({ waitedMs: disposeMs }, "models were not unloaded in time");
      }
    },
  };
}

function modelNotFound(name: string, known: Iterable<string>): ReparteeError {
  const names = [...known];
  return new ReparteeError("model_not_found", `Cannot find model "${name}": no model of that name is configured`, {
    hint: names.length === 0 ? "No model is configured yet." : `Known models: ${names.join(", ")}.`,
  });
}

/** The promise's value, or false when it takes longer than `limitMs`. */
async function within(limitMs: number, done: Promise<boolean>, clock: Clock): Promise<boolean> {
  let timer: { cancel(): void } | undefined;
  const expired = new Promise<boolean>((resolve) => {
    timer = clock.schedule(limitMs, () => resolve(false));
  });
  try {
    return await Promise.race([done, expired]);
  } finally {
    timer?.cancel();
  }
}
