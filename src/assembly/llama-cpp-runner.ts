/**
 * llama.cpp in processes of its own. Apart from the other parts, so that the first process can be started before the rest
 * of the program is read: it takes longer to be ready than the server does.
 */
import { smollmModel, type Config } from "../config/index.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { parseModelReference, type ModelReference } from "../core/model-reference.ts";
import { llamaCppCapabilities } from "../engines/llama-cpp/capabilities.ts";
import { createRunnerEngine, type RunnerEngine } from "../runners/index.ts";
import { orderedModels } from "./configured-models.ts";

/** A native engine runs in a child process of its own: what kills it must not kill the server. */
export function createLlamaCppRunner({ log, clock }: { readonly log: Log; readonly clock: Clock }): RunnerEngine {
  return createRunnerEngine({
    engineId: "llama-cpp",
    capabilities: llamaCppCapabilities,
    // Decoding always on the same thread: when it wanders over four, two threads of llama.cpp take twice as long a token.
    poolThreads: 1,
    log,
    clock,
  });
}

/**
 * The engine, with a process that waits for the first model where one is loaded at start. Disposing it ends that process
 * if no load took it.
 */
export interface AheadLlamaCpp extends Disposable {
  readonly llamaCpp: RunnerEngine;
}

export function startLlamaCppAhead(config: Config, log: Log): AheadLlamaCpp {
  const llamaCpp = createLlamaCppRunner({ log, clock: systemClock });
  if (loadsFileAtStart(config)) llamaCpp.startAhead({ gpuLayers: usesGpu(config) ? config.gpuLayers : 0 });
  return { llamaCpp, [Symbol.dispose]: llamaCpp.endAhead };
}

/** By what the settings say; whether the files are there is seen when they are loaded. */
function loadsFileAtStart(config: Config): boolean {
  const smollm = smollmModel(config);
  const configured = [...orderedModels(config), ...(smollm === undefined ? [] : [smollm])];
  if (configured.length === 0) return config.autoDownload && !config.offline;
  return configured.some(
    ({ preload = config.preload, reference }) => preload && fileKinds.has(parseModelReference(reference).kind),
  );
}

/** A name of the registry is mostly that of a file for llama.cpp; a folder may be for either engine. */
const fileKinds: ReadonlySet<ModelReference["kind"]> = new Set(["gguf-file", "hub", "package", "unknown"]);

export function usesGpu({ gpuLayers, models }: Config): boolean {
  return gpuLayers !== 0 || models.some((model) => (model.gpuLayers ?? 0) !== 0);
}
