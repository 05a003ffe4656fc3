import { ReparteeError } from "../../core/errors.ts";
import { chooseOnnxFiles, onnxPrecisionsOf, type OnnxChoice, type OnnxRequest } from "../../core/onnx-files.ts";
import type { ModelKind } from "./families.ts";

/** Which files are loaded. */
export interface ChosenFiles extends Pick<OnnxChoice, "precisions" | "sizeBytes"> {
  /** Another name than `model` for the one graph of a model; absent where it is `model`. */
  readonly modelFileName?: string;
}

/** The graphs of each kind, by what they may be called; the first that is there is taken. */
const graphs: Readonly<Record<ModelKind, readonly (readonly string[])[]>> = {
  causal: [["model", "decoder_model_merged"]],
  "encoder-decoder": [["encoder_model"], ["decoder_model_merged"]],
  "feature-extraction": [["model"]],
};

/**
 * Looks which precisions are there and picks one for each graph.
 * @throws ReparteeError `model_file_missing` when a graph is missing in every precision, or in every requested one.
 */
export function chooseFiles(
  kind: ModelKind,
  files: ReadonlyMap<string, number>,
  request: OnnxRequest,
  modelName: string,
): ChosenFiles {
  const bases = graphs[kind].map((names) => {
    const found = names.find((base) => onnxPrecisionsOf(base, files).length > 0);
    if (found !== undefined) return found;
    throw new ReparteeError(
      "model_file_missing",
      `Cannot load model "${modelName}": there is no onnx/${names.join(".onnx or onnx/")}.onnx, in any precision`,
      { hint: "Choose a repository that was exported for Transformers.js." },
    );
  });
  const choice = chooseOnnxFiles(bases, files, request);
  if (choice === undefined) throw unavailable(bases, files, request, modelName);
  const { precisions, sizeBytes } = choice;
  const [first] = bases;
  const isRenamed = kind === "causal" && first !== undefined && first !== "model";
  return { precisions, sizeBytes, ...(isRenamed ? { modelFileName: first } : {}) };
}

function unavailable(
  bases: readonly string[],
  files: ReadonlyMap<string, number>,
  { quantization }: OnnxRequest,
  modelName: string,
): ReparteeError {
  const there = bases.map((base) => `${base} in ${onnxPrecisionsOf(base, files).join(", ")}`).join("; ");
  return new ReparteeError(
    "model_file_missing",
    `Cannot load model "${modelName}" with quantization ${quantization ?? "auto"}: there is ${there}`,
    { hint: "Set quantization to auto, or to one that is there." },
  );
}
