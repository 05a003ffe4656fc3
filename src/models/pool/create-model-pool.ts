import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import type { Log } from "../../core/log.ts";
import type { Observer } from "../../core/observer.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { KeepAliveMs } from "./leased-model.ts";
import { createMemoryRoom } from "./memory/memory-room.ts";
import type { ModelEntry } from "./model-entry.ts";
import { modelNotFound } from "./model-not-found.ts";
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
  /** How long an idle model stays in memory; its entry may say otherwise. Default 30 minutes. */
  readonly keepAliveMs?: KeepAliveMs;
  /** Memory that all models together may take, RAM and VRAM, in bytes. Absent: no limit. */
  readonly budgetBytes?: number;
  /** Gives that limit in place of `budgetBytes`, each time a model is to be loaded while no other is in memory. */
  readonly probeBudget?: () => Promise<number | undefined>;
}

/** @param name the model's name in the pool. Must not throw and must be quick. */
export type LoadedListener = (name: string, model: LoadedModel) => void;

/** A pool whose models can change while it runs. */
export interface EditableModelPool extends ModelPool {
  /**
   * Makes a model known.
   * @throws ReparteeError `invalid_request` when the name is taken.
   */
  add(entry: ModelEntry): void;
  /**
   * Begins to load a model for nobody yet: it takes memory that is free and makes nobody go. No effect unless the model
   * is `unloaded`. Its outcome is in the log and the status.
   * @throws ReparteeError `model_not_found`.
   */
  preload(name: string): void;
  /**
   * Calls `listener` with each model that is in memory, at once, and with each that is loaded from then on. It is not
   * held for that: it may be unloaded at any time, and using it does not count as use.
   */
  onLoaded(listener: LoadedListener): void;
  /**
   * Forgets a model: refuses new requests at once, waits for those that hold it, then unloads it.
   * @throws ReparteeError `model_not_found`.
   */
  remove(name: string): Promise<void>;
}

/** Links followed; a missing file has only its own path. */
function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

const defaultCooldownMs = 60_000;
const defaultDisposeMs = 5_000;
const defaultKeepAliveMs = 30 * 60_000;

/** A pool of the given models. Those marked `preload` begin to load at once; `status` has the outcome. */
export function createModelPool(options: ModelPoolOptions): EditableModelPool {
  const { clock, log, observer, budgetBytes, probeBudget } = options;
  const { cooldownMs = defaultCooldownMs, disposeMs = defaultDisposeMs, keepAliveMs = defaultKeepAliveMs } = options;
  const models = new Map<string, PooledModel>();
  /** Removed, but still held by somebody. */
  const leaving = new Set<PooledModel>();
  const loadedListeners: LoadedListener[] = [];
  let disposed = false;
  const memory = createMemoryRoom({
    clock,
    residents: () => [...models.values()].flatMap((model) => model.resident() ?? []),
    evict: (name) => models.get(name)?.evict("memory"),
    budgetBytes,
    probeBudget,
  });

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
    const onLoaded = (loaded: LoadedModel): void => {
      for (const listener of loadedListeners) listener(entry.name, loaded);
    };
    const model = new PooledModel(entry, { clock, log, observer, cooldownMs, keepAliveMs, memory, onLoaded });
    models.set(entry.name, model);
    if (entry.preload) model.preload();
  }

  async function countTokens(name: string, input: PromptInput): Promise<number | undefined> {
    const model = models.get(name);
    if (model?.state !== "ready") return undefined;
    try {
      const lease = await model.lease({ signal: new AbortController().signal });
      try {
        return await lease.model.countTokens?.(input);
      } finally {
        lease.release();
      }
    } catch {
      // It was lost meanwhile; the caller has another way to count.
      return undefined;
    }
  }

  for (const entry of options.entries) add(entry);

  return {
    list: () => [...models.values()].map((model) => model.status()),
    async checkReachability() {
      await Promise.all([...models.values()].map((model) => model.checkReachability()));
    },
    running: () => [...models.values(), ...leaving].flatMap((model) => model.running() ?? []),
    memory: () => ({ usedBytes: memory.usedBytes, budgetBytes: memory.budgetBytes }),
    get size() {
      return models.size;
    },
    status: (name) => models.get(name)?.status(),
    state: (name) => models.get(name)?.state,
    info: (name) => models.get(name)?.info,
    countTokens,
    async readersOf(path) {
      const wanted = await realPathOf(path);
      const readers = await Promise.all(
        [...models].map(async ([name, model]) => {
          const read = model.filePath();
          return read !== undefined && (await realPathOf(read)) === wanted ? [name] : [];
        }),
      );
      return readers.flat();
    },
    fits: async (name) => (await models.get(name)?.fits()) ?? "unknown",
    lease: async (name, wait) => await find(name).lease(wait),
    load: async (name, wait) => await find(name).load(wait),
    keepFor: (name, keptMs) => models.get(name)?.keepFor(keptMs),
    unload: async (name) => await find(name).unload(),
    preload(name) {
      if (!disposed) find(name).preload();
    },
    add,
    onLoaded(listener) {
      loadedListeners.push(listener);
      for (const [name, { loadedModel }] of models) if (loadedModel !== undefined) listener(name, loadedModel);
    },
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
      await withTimeout(Promise.all(closed), {
        clock,
        timeoutMs: disposeMs,
        onTimeout: () => log.warn({ waitedMs: disposeMs }, "models were not unloaded in time"),
      });
    },
  };
}
