import { fitModel, type ModelFits } from "./fit-model.ts";
import { shrinkToFit } from "./shrink-to-fit.ts";
import { sizeText } from "../../core/byte-size.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { Hardware } from "./hardware/hardware.ts";

export interface DescribedFit {
  /** `tight`: with less context or fewer layers on the GPU than asked for. */
  readonly fits: ModelFits;
  /** The numbers behind `fits`, as a sentence. */
  readonly fitDetail?: string;
}

/** From the file's own header: as exact as estimates are. */
export function fitOfFile(summary: GgufSummary, hardware: Hardware): DescribedFit {
  const { plan, fit, changes } = shrinkToFit(summary, {}, hardware);
  const asked = changes.length === 0 ? fit : fitModel(summary, plan, hardware);
  const where = fit.scarce === "ram" ? "memory" : "GPU memory";
  const sizes = `It needs ${sizeText(asked.neededBytes)} of ${where}; free is ${sizeText(asked.availableBytes)}.`;
  if (fit.fits !== "yes") return { fits: fit.fits, fitDetail: fit.suggestion ?? sizes };
  if (changes.length === 0) return { fits: "yes", fitDetail: sizes };
  return { fits: "tight", fitDetail: `${sizes} It is loaded with ${changes.join(" and ")}.` };
}

/** Weights, their reordered copy, and four conversations, as measured on the sizes of the registry: times the file. */
const usualShare = 2.4;
/** The same with the least that can be set. */
const leastShare = 1.25;

/** What a model will take, from its file's size alone. */
export function roughBytes(fileBytes: number): number {
  return Math.ceil(fileBytes * usualShare);
}

/** Before the file is here, from its size alone. */
export function fitOfSize(fileBytes: number | undefined, { memory, gpu }: Hardware): DescribedFit {
  if (fileBytes === undefined || fileBytes === 0) return { fits: "unknown" };
  const gpuBytes = gpu.kind === "none" || gpu.unified ? 0 : gpu.freeBytes;
  const neededBytes = roughBytes(fileBytes);
  const onGpu = fileBytes * leastShare <= gpuBytes;
  const fits =
    onGpu || neededBytes <= memory.freeBytes ? "yes" : fileBytes * leastShare <= memory.freeBytes ? "tight" : "no";
  const found = onGpu
    ? `free GPU memory is ${sizeText(gpuBytes)}`
    : `about ${sizeText(neededBytes)} with four conversations; free memory is ${sizeText(memory.freeBytes)}`;
  return { fits, fitDetail: `The file has ${sizeText(fileBytes)}, ${found}.` };
}
