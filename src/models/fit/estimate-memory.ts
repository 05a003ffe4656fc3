import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { Cpu } from "./hardware/hardware.ts";
import { computeBuffer } from "./compute-buffer.ts";
import { kvCacheBytes } from "./kv-cache.ts";
import type { LoadPlan } from "./load-plan.ts";
import { noMemory, type MemoryEstimate, type MemoryParts } from "./memory-estimate.ts";
import { repackedTypes } from "./repacked-types.ts";

/* Measured on Linux with Node 20 and node-llama-cpp 3.22; docs/models.md has the figures and how to repeat them. */

/** An engine's process with llama.cpp loaded, before a model and after it: 95–105 MiB in all. */
const processBytes = 100 * 2 ** 20;
/** Tables of 128,262 tokens took 654 bytes each, JavaScript's copy of them included. */
const bytesPerToken = 625;
/** 85,839 merge rules took about 300 bytes each on top of their tokens. */
const bytesPerMerge = 300;
/**
 * A slot's candidates are sorted and copied for each token. Mostly 100–300 bytes a token of the vocabulary were seen to
 * stay, now and then 500.
 */
const samplingBytesPerToken = 200;
/** What CUDA, Vulkan or Metal take for themselves. Assumed: no GPU was at hand. */
const gpuContextBytes = 300 * 2 ** 20;

/** What a runner with this model will use, once it has answered. */
export function estimateMemory(
  summary: GgufSummary,
  plan: LoadPlan,
  cpu: Pick<Cpu, "architecture" | "instructionSets">,
): MemoryEstimate {
  const { weights, blockCount, vocabularySize } = summary;
  const buffer = computeBuffer(summary, plan);
  const layersOnGpu = Math.min(plan.gpuLayers, blockCount);
  const onGpu = layersOnGpu / blockCount;
  const allOnGpu = plan.gpuLayers > blockCount;
  const kvCache = kvCacheBytes(summary, plan);
  const gpuWeights = weights.layerBytes * onGpu + (allOnGpu ? outputBytes(summary) : 0);
  const repacked = allOnGpu ? 0 : repackedBytes(summary, cpu) * (1 - onGpu);

  const ram: MemoryParts = {
    /* What was copied to a GPU is let go; embeddings stay, also where the output uses them a second time. */
    weights: summary.sizeBytes - Math.min(gpuWeights, summary.sizeBytes - weights.embeddingBytes),
    repacked,
    kvCache: kvCache * (1 - onGpu),
    compute: buffer.touchedBytes,
    sampling: plan.slots * vocabularySize * samplingBytesPerToken,
    vocabulary: vocabularySize * bytesPerToken + summary.mergeCount * bytesPerMerge,
    process: processBytes,
  };
  const vram: MemoryParts =
    layersOnGpu === 0
      ? noMemory
      : {
          ...noMemory,
          weights: gpuWeights,
          kvCache: kvCache * onGpu,
          compute: buffer.reservedBytes,
          process: gpuContextBytes,
        };
  return { ram, vram, reclaimableBytes: Math.min(repacked, ram.weights) };
}

function outputBytes({ weights }: GgufSummary): number {
  return weights.outputBytes + (hasOwnOutput(weights) ? 0 : weights.embeddingBytes);
}

/** Norms alone are kilobytes; a matrix in front of the vocabulary is about as large as the embeddings. */
function hasOwnOutput({ outputBytes: own, embeddingBytes }: GgufSummary["weights"]): boolean {
  return own > embeddingBytes / 4;
}

function repackedBytes({ weights }: GgufSummary, cpu: Pick<Cpu, "architecture" | "instructionSets">): number {
  return repackedTypes(cpu.architecture, cpu.instructionSets).reduce(
    (sum, type) => sum + (weights.matrixBytesByType[type] ?? 0),
    0,
  );
}
