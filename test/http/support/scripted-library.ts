import { ReparteeError } from "../../../src/core/errors.ts";
import type { LocalModel, LocalModels } from "../../../src/models/local/local-models.ts";

export interface ScriptedLibrary extends LocalModels {
  /** Names that were removed. */
  readonly removed: readonly string[];
}

/** A `LocalModels` without files: its downloads are what `pull` does. */
export function createScriptedLibrary(
  pull: LocalModels["pull"] = async (name) => scriptedModel(name),
  downloaded: readonly string[] = [],
): ScriptedLibrary {
  const left = new Set(downloaded);
  const removed: string[] = [];
  return {
    removed,
    pull,
    list: async () => [...left].map(scriptedModel),
    describe: async (name) => scriptedModel(name),
    findDownloaded: async () => undefined,
    listDownloaded: async () => [],
    async remove(name) {
      if (!left.delete(name)) return false;
      removed.push(name);
      return true;
    },
    choose: async () => {
      throw new ReparteeError("model_not_found", "This library chooses nothing");
    },
    refusedFiles: async () => [],
    hardware: async () => ({
      cpu: { model: "none", architecture: "x64", physicalCores: 1, logicalCores: 1, usableCores: 1 },
      memory: { totalBytes: 1, freeBytes: 1, boundBy: "machine" },
      gpu: { kind: "none", reason: "scripted" },
    }),
  };
}

export function scriptedModel(name: string): LocalModel {
  return {
    name,
    role: "chat",
    engine: "llama-cpp",
    quantization: "Q4_K_M",
    sizeBytes: 1000,
    downloadedBytes: 1000,
    path: `/cache/${name}.gguf`,
    gated: false,
    fits: "yes",
    runnable: true,
  };
}
