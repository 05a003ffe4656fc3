import { ReparteeError } from "../../../src/core/errors.ts";
import type { ModelPool, ModelState, ModelStatus, RunningModel } from "../../../src/models/pool/model-pool.ts";

/** A `ModelPool` whose models change state at once and cannot answer: for routes that only list, load and unload. */
export function createScriptedPool(states: Readonly<Record<string, ModelState>> = { tiny: "ready" }): ModelPool {
  const models = new Map(Object.entries(states).map(([name, state]) => [name, statusOf(name, state)]));
  const known = (name: string): ModelStatus => {
    const status = models.get(name);
    if (status === undefined) throw new ReparteeError("model_not_found", `Cannot find model "${name}"`);
    return status;
  };
  const move = (name: string, state: ModelState): ModelStatus => {
    const status = statusOf(known(name).name, state);
    models.set(name, status);
    return status;
  };
  return {
    list: () => [...models.values()],
    checkReachability: async () => {},
    running: () => [...models.values()].flatMap(runningOf),
    memory: () => ({ usedBytes: 1_000, budgetBytes: 8_000 }),
    readersOf: () => Promise.resolve([]),
    fits: () => Promise.resolve("yes"),
    get size() {
      return models.size;
    },
    status: (name) => models.get(name),
    state: (name) => models.get(name)?.state,
    info: (name) => models.get(name)?.info,
    countTokens: () => Promise.resolve(undefined),
    lease: async () => {
      throw new ReparteeError("model_load_failed", "This pool leases nothing");
    },
    load: async (name) => move(name, "ready"),
    keepFor: () => {},
    unload: async (name) => move(name, "unloaded"),
    [Symbol.asyncDispose]: async () => {},
  };
}

function statusOf(name: string, state: ModelState): ModelStatus {
  const status = { name, engine: "fake", state, leases: 0, createdSeconds: 1_700_000_000, sizeBytes: 1_000 };
  if (state === "failed") return { ...status, failure: { code: "model_file_missing", message: "No file" } };
  if (state !== "ready") return status;
  const info = { name, engine: "fake", device: "cpu", quantization: "Q4_K_M", contextWindowTokens: 2048, slots: 1 };
  return { ...status, info };
}

function runningOf({ name, engine, state, info }: ModelStatus): readonly RunningModel[] {
  if (state === "unloaded" || state === "failed") return [];
  const running = { name, engine, state, leases: 0, pinned: false };
  if (info === undefined) return [running];
  const idleSince = new Date(1_700_000_000_000);
  const unloadAt = new Date(1_700_001_800_000);
  return [{ ...running, device: info.device, memoryBytes: 1_000, processId: 7, idleSince, unloadAt }];
}
