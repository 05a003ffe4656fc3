import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import type { ModelSource } from "../../core/engine.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import type { ChatTemplate } from "./chat-template.ts";

export interface DescribedParts {
  readonly source: ModelSource;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly threads: number;
  readonly template: ChatTemplate;
  /** As in `LoadOptions`. */
  readonly requestedGpuLayers: number | "auto";
}

/** What lists and logs show of a loaded model. */
export function describeModel(parts: DescribedParts): ModelInfo {
  const { source, llama, model, context, threads, template, requestedGpuLayers } = parts;
  const ram = model.memoryUsage.ram + context.memoryUsage.ram;
  const vram = model.memoryUsage.vram + context.memoryUsage.vram;
  const quantization = quantizationOf(model.typeDescription);
  return {
    name: source.name,
    engine: "llama-cpp",
    ...deviceOf({ gpu: llama.gpu, gpuLayers: model.gpuLayers, requestedGpuLayers }),
    architecture: model.architecture,
    parameterCount: countParameters(model),
    quantization,
    sizeBytes: model.size,
    contextWindowTokens: context.contextSize,
    trainedContextTokens: model.trainContextSize,
    memory: { ramBytes: ram, vramBytes: vram },
    gpuLayers: model.gpuLayers,
    threads,
    slots: context.totalSequences,
    chatTemplate: template.origin,
  };
}

interface Placement {
  /** False where there is no GPU that the library can use. */
  readonly gpu: string | false;
  readonly gpuLayers: number;
  readonly requestedGpuLayers: number | "auto";
}

/** Where the weights are. A GPU that has no room for a single layer is worth a word; having none is not. */
export function deviceOf({
  gpu,
  gpuLayers,
  requestedGpuLayers,
}: Placement): Pick<ModelInfo, "device" | "deviceReason"> {
  if (gpu !== false && gpuLayers > 0) return { device: gpu };
  if (requestedGpuLayers === 0 || (gpu === false && requestedGpuLayers === "auto")) return { device: "cpu" };
  return { device: "cpu", deviceReason: gpu === false ? "no_gpu" : "gpu_too_small" };
}

function countParameters(model: LlamaModel): number {
  const tensors = model.fileInfo.fullTensorInfo ?? model.fileInfo.tensorInfo ?? [];
  return tensors.reduce(
    (sum, { dimensions }) => sum + dimensions.reduce((product: number, size) => product * Number(size), 1),
    0,
  );
}

/** `llama 1B Q4_K - Medium` → `Q4_K_M`; `llama ?B all F32 (guessed)` → `F32`. */
function quantizationOf(description: string): string | undefined {
  const match = /\b(I?Q\d\w*|B?F16|F32)(?: - (Small|Medium|Large))?/.exec(description);
  if (match?.[1] === undefined) return undefined;
  return match[2] === undefined ? match[1] : `${match[1]}_${match[2].charAt(0)}`;
}
