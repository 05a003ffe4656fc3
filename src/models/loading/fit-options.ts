import type { LoadOptions } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { sumParts } from "../fit/memory-estimate.ts";
import { shrinkToFit } from "../fit/shrink-to-fit.ts";
import { sizeText } from "../../core/byte-size.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { Cpu } from "../fit/hardware/hardware.ts";
import type { HardwareProbe } from "../fit/hardware/hardware-probe.ts";

/** Smaller models are loaded without a look at the GPU, which takes longer than they do. */
export const smallBytes: number = 64 * 2 ** 20;

export interface FittingOptions {
  readonly options: LoadOptions;
  /** What the model takes with them, RAM and VRAM together. */
  readonly plannedBytes: number;
  /** Where the model runs on the processor alone, as is known before it is loaded. */
  readonly cpu?: Cpu;
}

/**
 * The options with which a model fits into what is free now: what the user left open is made smaller where that is
 * needed, and logged.
 * @throws ReparteeError `insufficient_memory` with the numbers and what to do.
 */
export async function fitOptions(
  name: string,
  summary: GgufSummary,
  options: LoadOptions,
  { probe, log }: { readonly probe: HardwareProbe; readonly log: Log },
): Promise<FittingOptions> {
  const { contextSize = "auto", gpuLayers = "auto", batchSize = "auto", slots = "auto" } = options;
  const needsNoGpu = gpuLayers === 0 || summary.sizeBytes < smallBytes;
  const hardware = await (needsNoGpu ? probe.withoutGpu() : probe.hardware());
  const { plan, fit, changes } = shrinkToFit(summary, { contextSize, gpuLayers, batchSize, slots }, hardware);
  const plannedBytes = sumParts(fit.parts.ram) + sumParts(fit.parts.vram);
  const { fits, neededBytes, availableBytes, scarce, suggestion } = fit;
  if (fits === "no") {
    const memory = scarce === "ram" ? "memory" : "GPU memory";
    throw new ReparteeError(
      "insufficient_memory",
      `Cannot load model "${name}": it needs ${sizeText(neededBytes)} of ${memory}, free is ${sizeText(availableBytes)}`,
      {
        facts: { neededBytes, availableBytes, memory: scarce },
        ...(suggestion === undefined ? {} : { hint: suggestion.replace(/^.*?free is \S+ \S+\. /, "") }),
      },
    );
  }
  if (fits === "tight")
    log.warn({ model: name, neededBytes, availableBytes }, "model fits with little memory to spare");
  const roomy = { ...options, slots: plan.slots };
  const isOnCpu = gpuLayers === 0 || (!needsNoGpu && hardware.gpu.kind === "none");
  const facts = { plannedBytes, ...(isOnCpu ? { cpu: hardware.cpu } : {}) };
  if (changes.length === 0) return { options: roomy, ...facts };
  log.info({ model: name, changes }, "model is loaded smaller than usual, to fit into memory");
  const smaller = {
    ...roomy,
    ...(contextSize === "auto" ? { contextSize: plan.contextSize } : {}),
    ...(gpuLayers === "auto" && hardware.gpu.kind !== "none" ? { gpuLayers: plan.gpuLayers } : {}),
  };
  return { options: smaller, ...facts };
}

/** What is requested for all models is too much for some, and is then limited to what they were trained on. */
export function limitContext(
  { contextSizeLimit, ...options }: LoadOptions,
  { contextLength }: Pick<GgufSummary, "contextLength">,
): LoadOptions {
  if (contextSizeLimit === undefined || options.contextSize !== undefined) return options;
  return { ...options, contextSize: Math.min(contextSizeLimit, contextLength) };
}
