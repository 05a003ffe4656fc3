/** Which files of a repository are a model, in each form that one of the engines runs. */
import { chooseOnnxFiles, onnxPrecisionsOf } from "../../../core/onnx-files.ts";
import { ReparteeError } from "../../../core/errors.ts";
import { ggufNamesOf, quantizationClassOf, type QuantizationClass } from "../../../core/quantization.ts";
import type { ModelForm } from "../../registry/registry-entry.ts";
import { chooseRepositoryFile, ggufFilesOf, partsOf, quantizationOf } from "./choose-repository-file.ts";

/** Bytes by path; undefined where they are not known. */
export type FileSizes = ReadonlyMap<string, number | undefined>;

export interface RepositoryChoice {
  readonly form: ModelForm;
  /** As in `HubModelFile`. */
  readonly files: readonly [string, ...string[]];
  readonly file: string;
  readonly quantization?: string;
  readonly quantizationClass?: QuantizationClass;
}

export interface RequestedFiles {
  /** Absent: the first that is there. */
  readonly form?: ModelForm;
  readonly quantization?: string;
}

/** Where a repository has several: the first is the one that runs best. */
const forms: readonly ModelForm[] = ["gguf", "onnx", "convert"];

/** The forms that a repository has. */
export function formsOf(sizes: FileSizes): readonly ModelForm[] {
  return forms.filter((form) => {
    if (form === "gguf") return ggufFilesOf([...sizes.keys()]).length > 0;
    return form === "onnx" ? networksOf(sizes) !== undefined : conversionFiles(sizes) !== undefined;
  });
}

/**
 * Undefined when the repository has no such form.
 * @throws ReparteeError `repository_file_not_found` when it has the form, and not the quantization.
 */
export function chooseFrom(
  repository: string,
  sizes: FileSizes,
  requested: RequestedFiles,
): RepositoryChoice | undefined {
  const found = formsOf(sizes).find((form) => requested.form === undefined || form === requested.form);
  if (found === undefined) return undefined;
  if (found === "gguf") return ofGguf(repository, sizes, requested.quantization);
  const quantizationClass = classOf(repository, requested.quantization);
  return found === "onnx" ? ofOnnx(repository, sizes, quantizationClass) : ofWeights(sizes, quantizationClass);
}

function ofGguf(repository: string, sizes: FileSizes, quantization: string | undefined): RepositoryChoice {
  const file = chooseRepositoryFile(repository, [...sizes.keys()], quantization);
  const parts = partsOf(file);
  return { form: "gguf", files: parts, file: parts[0], quantization: quantizationOf(file) };
}

/** What the transformers engine reads besides networks. */
const neededFiles = ["config.json", "tokenizer.json", "tokenizer_config.json"] as const;
const optionalFiles = [
  "generation_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "modules.json",
  "sentence_bert_config.json",
  "1_Pooling/config.json",
];

function ofOnnx(
  repository: string,
  sizes: FileSizes,
  quantizationClass: QuantizationClass | undefined,
): RepositoryChoice {
  const networks = networksOf(sizes) ?? [];
  const files = onnxSizes(sizes);
  const requested = quantizationClass === undefined ? {} : { quantization: quantizationClass };
  const choice = chooseOnnxFiles(networks, files, { onGraphicsCard: false, ...requested });
  if (choice === undefined) {
    const there = networks.map((network) => `${network} in ${onnxPrecisionsOf(network, files).join(", ")}`).join("; ");
    throw new ReparteeError(
      "repository_file_not_found",
      `Cannot find ${quantizationClass ?? "networks"} in "${repository}": it has ${there}`,
      { hint: "Leave the quantization out, or name one that is there." },
    );
  }
  const chosen = choice.files.map((file) => `onnx/${file}`);
  const described = [...neededFiles.slice(1), ...optionalFiles.filter((file) => sizes.has(file))];
  const precisions = [...new Set(Object.values(choice.precisions))].join(", ");
  return {
    form: "onnx",
    files: ["config.json", ...described, ...chosen],
    file: chosen.at(-1) ?? "onnx",
    quantization: precisions,
    quantizationClass,
  };
}

/** The networks to load, judged by their names: an encoder with its decoder, else one network. */
function networksOf(sizes: FileSizes): readonly string[] | undefined {
  const files = onnxSizes(sizes);
  if (!neededFiles.every((file) => sizes.has(file))) return undefined;
  const candidates = [["encoder_model", "decoder_model_merged"], ["model"], ["decoder_model_merged"]];
  return candidates.find((names) => names.every((network) => onnxPrecisionsOf(network, files).length > 0));
}

/** An unknown size counts as a large one. */
const unknownBytes = 2 ** 31;

function onnxSizes(sizes: FileSizes): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [file, size] of sizes) {
    const name = /^onnx\/([^/]+)$/.exec(file)?.[1];
    if (name !== undefined) found.set(name, size ?? unknownBytes);
  }
  return found;
}

function ofWeights(sizes: FileSizes, quantizationClass: QuantizationClass | undefined): RepositoryChoice | undefined {
  const files = conversionFiles(sizes);
  if (files === undefined) return undefined;
  return {
    form: "convert",
    files,
    file: files.at(-1) ?? files[0],
    quantization: quantizationClass ?? "original",
    quantizationClass,
  };
}

/** As the converter reads them (see formats/convert/model-folder.ts), the weights last. */
function conversionFiles(sizes: FileSizes): readonly [string, ...string[]] | undefined {
  const weights = ["model.safetensors", "pytorch_model.bin"].find((file) => sizes.has(file));
  const hasVocabulary = sizes.has("vocab.json") && sizes.has("merges.txt");
  if (!sizes.has("config.json") || weights === undefined) return undefined;
  if (!hasVocabulary && !sizes.has("tokenizer.json")) return undefined;
  const tokenizer = hasVocabulary ? ["vocab.json", "merges.txt", "added_tokens.json"] : ["tokenizer.json"];
  const pooling = ["modules.json", "1_Pooling/config.json"];
  const optional = [...tokenizer, "tokenizer_config.json", ...pooling].filter((file) => sizes.has(file));
  return ["config.json", ...optional, weights];
}

/** @throws ReparteeError `repository_file_not_found` for a GGUF file's quantization. */
function classOf(repository: string, quantization: string | undefined): QuantizationClass | undefined {
  if (quantization === undefined) return undefined;
  const found = quantizationClassOf(quantization);
  if (found !== undefined) return found;
  throw new ReparteeError("repository_file_not_found", `Cannot find ${quantization} in "${repository}"`, {
    hint: "It has no .gguf files: what there is comes as q4, q8 or f16.",
  });
}

/** Whether a file's name has the requested quantization; every name has where there is none. */
export function isRequested(file: string, quantization: string | undefined): boolean {
  return quantization === undefined || ggufNamesOf(quantization).includes(quantizationOf(file) ?? "");
}
