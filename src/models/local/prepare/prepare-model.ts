/** From a model's files to what an engine can be given: downloaded where they are not here, converted where they must be. */
import { fetchModelFile, type FetchModelFileOptions } from "./fetch-model-file.ts";
import { convertModel } from "./converted-models.ts";
import type { ModelFile } from "../resolve/model-file.ts";
import type { QuantizationClass } from "../../../core/quantization.ts";

/** A GGUF file for llama.cpp, or a folder for Transformers.js. */
export interface PreparedModel {
  readonly form: "gguf" | "onnx";
  /** Absolute. */
  readonly path: string;
  /** Which of a folder's networks; absent: the engine's choice. */
  readonly quantizationClass?: QuantizationClass;
}

export interface PrepareModelOptions extends FetchModelFileOptions {
  /** Called with 0–1 while weights are converted; once with 1 when they were already. */
  readonly onConvert?: (fraction: number) => void;
}

/** Throws as `downloadFile` and `convertToGguf` do. */
export async function prepareModel(model: ModelFile, options: PrepareModelOptions): Promise<PreparedModel> {
  const path = model.kind === "local" ? model.path : await fetchModelFile(model, options);
  const { form, quantizationClass } = model;
  if (form === "convert") return { form: "gguf", path: await convertModel(model, options) };
  return { form, path, quantizationClass };
}
