/** A real pool above a scripted engine, on a clock that the test moves, with models of any size. */
import type { Engine, LoadedModel } from "../../src/core/engine.ts";
import { silentLog } from "../../src/core/log.ts";
import { silentObserver } from "../../src/core/observer.ts";
import {
  createFakeClock,
  createFakeEngine,
  type FakeClock,
  type FakeEngine,
  type FakeModelScript,
} from "../../src/testing/index.ts";
import {
  createModelPool,
  type EditableModelPool,
  type ModelPoolOptions,
} from "../../src/models/pool/create-model-pool.ts";
import type { ModelEntry } from "../../src/models/pool/model-entry.ts";
import type { Lease, WaitOptions } from "../../src/models/pool/model-pool.ts";

export interface SceneModel extends Partial<ModelEntry> {
  readonly script?: FakeModelScript;
  /** What the engine measures once it is loaded. */
  readonly measuredBytes?: number;
  readonly unloadMs?: number;
}

export interface PoolScene {
  readonly clock: FakeClock;
  readonly engine: FakeEngine;
  readonly pool: EditableModelPool;
  /** Evictions with their reasons and failed loads with their codes. */
  readonly observed: readonly string[];
  /** Such as `a ready, b waits`, in the order of the models. */
  states(): string;
}

/** Without options there is no budget and no keep-alive. */
export function createScene(
  models: Readonly<Record<string, SceneModel>>,
  options: Partial<ModelPoolOptions> = {},
): PoolScene {
  const clock = createFakeClock();
  const scripts = Object.fromEntries(Object.entries(models).map(([name, { script = {} }]) => [name, script]));
  const engine = createFakeEngine({ models: scripts, clock });
  const observed: string[] = [];
  const observer = {
    ...silentObserver,
    modelEvicted: (model: string, reason: string) => void observed.push(`${model}: ${reason}`),
    modelLoadFailed: (model: string, code: string) => void observed.push(`${model}: ${code}`),
  };
  const entries = Object.entries(models).map(([name, { script: _, measuredBytes, unloadMs = 0, ...entry }]) => ({
    name,
    engine: refine(engine, measuredBytes, (model) => (unloadMs === 0 ? model.unload() : after(unloadMs, model))),
    source: { name, location: "" },
    options: {},
    createdSeconds: 0,
    ...entry,
  }));
  const after = async (ms: number, model: LoadedModel): Promise<void> => {
    await new Promise<void>((resolve) => clock.schedule(ms, resolve));
    await model.unload();
  };
  const pool = createModelPool({ entries, observer, log: silentLog, clock, keepAliveMs: "forever", ...options });
  const states = (): string =>
    pool
      .list()
      .map(({ name, state, waitsForMemory }) => `${name} ${waitsForMemory ? "waits" : state}`)
      .join(", ");
  return { clock, engine, pool, observed, states };
}

function refine(engine: Engine, bytes: number | undefined, unload: (model: LoadedModel) => Promise<void>): Engine {
  return {
    ...engine,
    async load(...parts) {
      const model = await engine.load(...parts);
      const memory = bytes === undefined ? {} : { memory: { ramBytes: bytes, vramBytes: 0 } };
      return { ...model, info: { ...model.info, ...memory }, unload: () => unload(model) };
    },
  };
}

export function wait(signal: AbortSignal = new AbortController().signal): WaitOptions {
  return { signal };
}

/** A lease that may still be waited for. */
export interface WatchedLease {
  lease?: Lease;
  error?: unknown;
  release(): void;
}

export function watch(lease: Promise<Lease>): WatchedLease {
  const watched: WatchedLease = { release: () => watched.lease?.release() };
  lease.then(
    (given) => (watched.lease = given),
    (error: unknown) => (watched.error = error),
  );
  return watched;
}
