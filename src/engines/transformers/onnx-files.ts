import { ReparteeError } from "../../core/errors.ts";
import type { ModelKind } from "./families.ts";

/** Precisions by what Transformers.js calls them, with the ending of the files' names. */
const suffixes = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;

export type Precision = keyof typeof suffixes;

/** Which files are loaded. */
export interface ChosenFiles {
  /** By the name without precision: `{ model: "q8" }`. */
  readonly precisions: Readonly<Record<string, Precision>>;
  /** Another name than `model` for the one network of a model; absent where it is `model`. */
  readonly modelFileName?: string;
  readonly sizeBytes: number;
}

/**
 * Up to this size of 32-bit weights a processor evaluates them as they are: fast enough, and exact. 8-bit files lose
 * precision on processors without VNNI (up to a third on outlying inputs), so they are for models that need them.
 */
const largeModelBytes = 512 * 2 ** 20;

/** Half precision is last on a processor: it is converted back and forth at every step. */
const forProcessor: readonly Precision[] = ["q8", "int8", "uint8", "q4", "fp32", "bnb4", "q4f16", "fp16"];
const forSmallModels: readonly Precision[] = ["fp32", ...forProcessor.filter((precision) => precision !== "fp32")];
const forGraphicsCard: readonly Precision[] = ["fp16", "fp32", "q4f16", "q4", "q8", "int8", "uint8", "bnb4"];

/** The networks of each kind, by what they may be called; the first that is there is taken. */
const networks: Readonly<Record<ModelKind, readonly (readonly string[])[]>> = {
  causal: [["model", "decoder_model_merged"]],
  "encoder-decoder": [["encoder_model"], ["decoder_model_merged"]],
  "feature-extraction": [["model"]],
};

/**
 * Looks which precisions are there and picks one for each network.
 * @throws ReparteeError `model_file_missing` when a network is there in none.
 */
export function chooseFiles(
  kind: ModelKind,
  files: ReadonlyMap<string, number>,
  device: string,
  modelName: string,
): ChosenFiles {
  const bases = networks[kind].map((names) => {
    const found = names.find((base) => precisionsOf(base, files).length > 0);
    if (found !== undefined) return found;
    throw new ReparteeError(
      "model_file_missing",
      `Cannot load model "${modelName}": there is no onnx/${names.join(".onnx or onnx/")}.onnx, in any precision.`,
      { hint: "Choose a repository that was exported for Transformers.js." },
    );
  });
  const order = device === "cpu" ? processorOrder(bases, files) : forGraphicsCard;
  const precisions: Record<string, Precision> = {};
  let sizeBytes = 0;
  for (const base of bases) {
    const there = precisionsOf(base, files);
    const precision = order.find((candidate) => there.includes(candidate)) ?? "fp32";
    precisions[base] = precision;
    sizeBytes += sizeOf(base, precision, files);
  }
  const [first] = bases;
  const isRenamed = kind === "causal" && first !== undefined && first !== "model";
  return { precisions, sizeBytes, ...(isRenamed ? { modelFileName: first } : {}) };
}

function processorOrder(bases: readonly string[], files: ReadonlyMap<string, number>): readonly Precision[] {
  const fullBytes = bases.reduce((sum, base) => sum + sizeOf(base, "fp32", files), 0);
  return fullBytes <= largeModelBytes ? forSmallModels : forProcessor;
}

function precisionsOf(base: string, files: ReadonlyMap<string, number>): Precision[] {
  return forProcessor.filter((precision) => files.has(fileName(base, precision)));
}

/** Weights of more than 2 GB lie beside the network, in `…_data`, `…_data_1` and so on. */
function sizeOf(base: string, precision: Precision, files: ReadonlyMap<string, number>): number {
  const name = fileName(base, precision);
  let sum = 0;
  for (const [file, size] of files) if (file === name || file.startsWith(`${name}_data`)) sum += size;
  return sum;
}

function fileName(base: string, precision: Precision): string {
  return `${base}${suffixes[precision]}.onnx`;
}
