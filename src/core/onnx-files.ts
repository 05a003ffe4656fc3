/** Which ONNX files of a repository are wanted: shared by who downloads them and by who loads them. */
import type { QuantizationClass } from "./quantization.ts";

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

export type OnnxPrecision = keyof typeof suffixes;

export interface OnnxRequest {
  readonly onGraphicsCard: boolean;
  /** Absent: the order of what is usually best. */
  readonly quantization?: QuantizationClass;
}

export interface OnnxChoice {
  /** By the graph's name: `{ model: "q8" }`. */
  readonly precisions: Readonly<Record<string, OnnxPrecision>>;
  /** All names that are needed; what a graph keeps beside itself comes before it. */
  readonly files: readonly string[];
  readonly sizeBytes: number;
}

/**
 * Up to this size of 32-bit weights a processor evaluates them as they are: fast enough, and exact. 8-bit files lose
 * precision on processors without VNNI (up to a third on outlying inputs), so they are for models that need them.
 */
const largeModelBytes = 512 * 2 ** 20;

/** Half precision is last on a processor: it is converted back and forth at every step. */
const forProcessor: readonly OnnxPrecision[] = ["q8", "int8", "uint8", "q4", "fp32", "bnb4", "q4f16", "fp16"];
const forSmallModels: readonly OnnxPrecision[] = ["fp32", ...forProcessor.filter((precision) => precision !== "fp32")];
const forGraphicsCard: readonly OnnxPrecision[] = ["fp16", "fp32", "q4f16", "q4", "q8", "int8", "uint8", "bnb4"];

const ofClass: Readonly<Record<QuantizationClass, readonly OnnxPrecision[]>> = {
  q4: ["q4", "q4f16", "bnb4"],
  q8: ["q8", "int8", "uint8"],
  f16: ["fp16"],
};

/**
 * Picks a precision for each graph. Undefined when one of them is missing in every requested precision.
 * @param graphs Names without precision, such as `model`.
 * @param files Bytes of each file by its name.
 */
export function chooseOnnxFiles(
  graphs: readonly string[],
  files: ReadonlyMap<string, number>,
  request: OnnxRequest,
): OnnxChoice | undefined {
  const order = orderOf(graphs, files, request);
  const precisions: Record<string, OnnxPrecision> = {};
  const chosen: string[] = [];
  for (const graph of graphs) {
    const there = onnxPrecisionsOf(graph, files);
    const precision = order.find((candidate) => there.includes(candidate));
    if (precision === undefined) return undefined;
    precisions[graph] = precision;
    chosen.push(...partsOf(graph, precision, files));
  }
  return { precisions, files: chosen, sizeBytes: sizeOf(chosen, files) };
}

/** The precisions in which a graph is there, in the order of preference on a processor. */
export function onnxPrecisionsOf(graph: string, files: ReadonlyMap<string, number>): OnnxPrecision[] {
  return forProcessor.filter((precision) => files.has(fileName(graph, precision)));
}

function orderOf(
  graphs: readonly string[],
  files: ReadonlyMap<string, number>,
  { onGraphicsCard, quantization }: OnnxRequest,
): readonly OnnxPrecision[] {
  if (quantization !== undefined) return ofClass[quantization];
  if (onGraphicsCard) return forGraphicsCard;
  const fullBytes = graphs.reduce((sum, graph) => sum + sizeOf(partsOf(graph, "fp32", files), files), 0);
  return fullBytes <= largeModelBytes ? forSmallModels : forProcessor;
}

/** Weights of more than 2 GB lie beside the graph, in `…_data`, `…_data_1` and so on. */
function partsOf(graph: string, precision: OnnxPrecision, files: ReadonlyMap<string, number>): readonly string[] {
  const name = fileName(graph, precision);
  const beside = [...files.keys()].filter((file) => file.startsWith(`${name}_data`));
  return files.has(name) ? [...beside.toSorted(), name] : [];
}

function sizeOf(names: readonly string[], files: ReadonlyMap<string, number>): number {
  return names.reduce((sum, name) => sum + (files.get(name) ?? 0), 0);
}

function fileName(graph: string, precision: OnnxPrecision): string {
  return `${graph}${suffixes[precision]}.onnx`;
}
