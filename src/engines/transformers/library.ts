/**
 * Transformers.js, loaded when the first model is: with it come ONNX Runtime's native library and tens of megabytes of
 * memory, which a server without such models never pays.
 */
import type * as Transformers from "@huggingface/transformers";

export type Library = typeof Transformers;
export type { PreTrainedModel, PreTrainedTokenizer, Tensor } from "@huggingface/transformers";

/** The library with everything off that reaches into the network or writes to a log. */
export async function loadLibrary(): Promise<Library> {
  const library = await import("@huggingface/transformers");
  const { env, LogLevel } = library;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  // On any other level, a failing evaluation prints its inputs: the token ids of somebody's words.
  env.logLevel = LogLevel.NONE;
  return library;
}

/** What a graph gives, by name. */
export type Outputs = Readonly<Record<string, Transformers.Tensor | undefined>>;

/** Evaluates a graph; blocks this thread for as long as that takes. */
export async function evaluate(
  model: Transformers.PreTrainedModel,
  inputs: Readonly<Record<string, unknown>>,
): Promise<Outputs> {
  return (await model.forward(inputs)) as Outputs;
}

/** Whole numbers as the tensor of one row that models take. */
export function rowTensor({ Tensor }: Library, values: readonly number[]): Transformers.Tensor {
  return new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
}

/** A row of ones: a mask that leaves nothing out. */
export function maskTensor({ Tensor }: Library, length: number): Transformers.Tensor {
  return new Tensor("int64", new BigInt64Array(length).fill(1n), [1, length]);
}

/** A tensor's numbers, converted where they are of half precision; undefined where they are no floating point numbers. */
export function floatsOf(tensor: Transformers.Tensor): Float32Array | undefined {
  const data: unknown = (tensor.type === "float16" ? tensor.to("float32") : tensor).data;
  return data instanceof Float32Array ? data : undefined;
}
