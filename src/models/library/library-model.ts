import type { ModelForm } from "../catalog/catalog-entry.ts";
import { fitModel, shrinkToFit } from "../fit/index.ts";
import { sizeText } from "../../core/byte-size.ts";
import type { GgufSummary } from "../gguf/index.ts";
import type { Hardware } from "../hardware/index.ts";
import type { LibraryModel } from "./model-library.ts";

type FitFields = Pick<LibraryModel, "fits" | "fitDetail">;

/** The id of the engine that runs a form. */
export function engineOf(form: ModelForm): string {
  return form === "onnx" ? "transformers" : "llama-cpp";
}

/** From the file's own header: as exact as estimates are. */
export function fitOfFile(summary: GgufSummary, hardware: Hardware): FitFields {
  const { plan, fit, changes } = shrinkToFit(summary, {}, hardware);
  const asked = changes.length === 0 ? fit : fitModel(summary, plan, hardware);
  const where = fit.scarce === "ram" ? "memory" : "GPU memory";
  const sizes = `It needs ${sizeText(asked.neededBytes)} of ${where}; free is ${sizeText(asked.availableBytes)}.`;
  if (fit.fits !== "yes") return { fits: fit.fits, fitDetail: fit.suggestion ?? sizes };
  if (changes.length === 0) return { fits: "yes", fitDetail: sizes };
  return { fits: "tight", fitDetail: `${sizes} It is loaded with ${changes.join(" and ")}.` };
}

/** Weights, their reordered copy, and four conversations, as measured on the sizes of the catalog: times the file. */
const usualShare = 2.4;
/** The same with the least that can be set. */
const leastShare = 1.25;

/** What a model will take, from its file's size alone. */
export function roughBytes(fileBytes: number): number {
  return Math.ceil(fileBytes * usualShare);
}

/** Before the file is here, from its size alone. */
export function fitOfSize(fileBytes: number | undefined, { memory, gpu }: Hardware): FitFields {
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
