import { open, stat } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { InsufficientMemoryError } from "node-llama-cpp";
import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import type { Engine, LoadOptions, ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { GpuFailure } from "../../core/gpu-failure.ts";
import type { Log } from "../../core/log.ts";
import { inSequenceOrder } from "./batch-order.ts";
import { llamaCppCapabilities } from "./capabilities.ts";
import { gpuComplaints, gpuError } from "./gpu-complaints.ts";
import { createLlamaCppModel } from "./model.ts";
import { startNativeLibrary } from "./native-library.ts";
import { chooseThreads } from "./threads.ts";

export interface LlamaCppEngineOptions {
  readonly log: Log;
}

/** Four conversations at once, each with room for 4,096 tokens, is what a small box serves without being asked. */
const defaultSlots = 4;
const defaultContextSize = 4096;
const defaultBatchSize = 512;

/**
 * GGUF files through llama.cpp. Meant to run in a runner's child process: a native assertion ends the process that it
 * happens in.
 */
export function createLlamaCppEngine({ log }: LlamaCppEngineOptions): Engine {
  return {
    id: "llama-cpp",
    capabilities: llamaCppCapabilities,
    async prepare({ gpuLayers }) {
      await startNativeLibrary(gpuLayers === 0 ? "cpu" : "any", log);
    },
    async load(source, options, signal) {
      await checkFile(source);
      const llama = await startNativeLibrary(options.gpuLayers === 0 ? "cpu" : "any", log);
      let model: LlamaModel | undefined;
      const startMs = performance.now();
      try {
        model = await loadModel(llama, source, options, signal);
        const { threads, adaptive } = chooseThreads(options.threads ?? "auto", llama.cpuMathCores, model.size);
        if (typeof options.threads === "number" && options.threads > threads) {
          log.warn({ model: source.name, wanted: options.threads, threads }, "threads kept to the machine's cores");
        }
        llama.maxThreads = Math.max(llama.maxThreads, threads);
        const context = await createContext(model, options, threads, source, signal);
        const { gpuLayers: requestedGpuLayers = "auto", loraPath, sampling = {} } = options;
        return createLlamaCppModel({
          source,
          llama,
          model,
          context,
          threads,
          adaptive,
          requestedGpuLayers,
          loraPath,
          sampling,
          log,
        });
      } catch (thrown) {
        await model?.dispose();
        // The library's log, which has the reason, arrives by way of the event loop.
        await turn();
        const error = asLoadError(thrown, source, signal);
        const failure = gpuFailureOfLoad(thrown, startMs);
        throw failure === undefined || error.code === "cancelled" ? error : gpuError(error, failure);
      }
    },
  };
}

/** The first bytes of every GGUF file. */
const ggufMagic = "GGUF";

async function checkFile({ name, location }: ModelSource): Promise<void> {
  const found = await stat(location).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    throw new ReparteeError(
      "model_file_missing",
      `Cannot load model "${name}": ${location} is no file but a folder or a device`,
      {
        hint: "Point to the .gguf file itself.",
      },
    );
  }
  if (found === undefined) {
    throw new ReparteeError("model_file_missing", `Cannot load model "${name}": there is no file at ${location}`, {
      hint: "Check the path; relative paths start at the directory that Repartee was started in.",
    });
  }
  const file = await open(location, "r");
  try {
    const { buffer } = await file.read(Buffer.alloc(ggufMagic.length), 0, ggufMagic.length, 0);
    if (buffer.toString("latin1") === ggufMagic) return;
  } finally {
    await file.close();
  }
  throw new ReparteeError("model_file_invalid", `Cannot load model "${name}": ${location} is not a GGUF file`, {
    hint: "Point to a file in GGUF format; other formats must be converted first.",
  });
}

async function loadModel(
  llama: Llama,
  source: ModelSource,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LlamaModel> {
  let reported = 0;
  return await llama.loadModel({
    modelPath: source.location,
    gpuLayers: options.gpuLayers ?? "auto",
    ...(options.mapsFile === false ? { useMmap: false } : {}),
    loadSignal: signal,
    onLoadProgress: (fraction) => {
      if (fraction <= reported) return;
      reported = fraction;
      options.onProgress?.(fraction);
    },
  });
}

async function createContext(
  model: LlamaModel,
  options: LoadOptions,
  threads: number,
  source: ModelSource,
  signal: AbortSignal,
): Promise<LlamaContext> {
  const wanted = options.contextSize ?? Math.min(defaultContextSize, model.trainContextSize);
  if (options.contextSize !== undefined && options.contextSize > model.trainContextSize) {
    const message = `Cannot load model "${source.name}": a context of ${options.contextSize} tokens was asked for, it was trained on ${model.trainContextSize}`;
    throw new ReparteeError("model_load_failed", message, { hint: "Set context_size to that number or less." });
  }
  return await model.createContext({
    contextSize: wanted,
    sequences: options.slots ?? defaultSlots,
    batchSize: options.batchSize ?? defaultBatchSize,
    threads: { ideal: threads, min: 1 },
    batching: { itemPrioritizationStrategy: inSequenceOrder },
    createSignal: signal,
    lora: options.loraPath,
  });
}

function asLoadError(thrown: unknown, source: ModelSource, signal: AbortSignal): ReparteeError {
  if (thrown instanceof ReparteeError) return thrown;
  if (signal.aborted)
    return new ReparteeError("cancelled", `Cannot load model "${source.name}": it was cancelled`, { cause: thrown });
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof InsufficientMemoryError) {
    return new ReparteeError("insufficient_memory", `Cannot load model "${source.name}": ${detail}`, {
      hint: "Choose a smaller quantization, a smaller context_size or fewer slots.",
      cause: thrown,
    });
  }
  return new ReparteeError("model_load_failed", `Cannot load model "${source.name}": ${detail}`, {
    hint: "The file may be damaged or of a kind that this build of llama.cpp does not know; download it again or try another.",
    cause: thrown,
  });
}

/** The binding reports what it refuses before trying, the library's log the rest. */
function gpuFailureOfLoad(thrown: unknown, startMs: number): GpuFailure | undefined {
  if (thrown instanceof InsufficientMemoryError && /\bVRAM\b/.test(thrown.message)) return "gpu_out_of_memory";
  return thrown instanceof ReparteeError ? undefined : gpuComplaints.since(startMs);
}
