import { ReparteeError } from "../../../../core/errors.ts";

/** What is checked of a model file, in about the order in which the bytes are met. */
export type GgufCheck =
  | "magic"
  | "byte-order"
  | "version"
  | "truncated"
  | "header-size"
  | "held-size"
  | "tensor-count"
  | "metadata-count"
  | "key-length"
  | "duplicate-key"
  | "value-type"
  | "string-length"
  | "array-length"
  | "nested-array"
  | "alignment"
  | "tensor-name"
  | "duplicate-tensor"
  | "dimension-count"
  | "dimension"
  | "dimension-product"
  | "tensor-type"
  | "block-size"
  | "tensor-alignment"
  | "tensor-bounds"
  | "tensor-overlap"
  | "required-key"
  | "key-value"
  | "split-part";

export interface GgufFault {
  readonly check: GgufCheck;
  /** Byte of the file at which the fault was found. */
  readonly offset: number;
  /** What is wrong, as the object of a sentence: `tensor count`. */
  readonly subject: string;
  readonly found: string | number;
  /** What is expected instead: `at most 65536`. */
  readonly allowed: string;
}

export type RefuseGguf = (fault: GgufFault) => ReparteeError;

const damagedHint = "The file is damaged, cut short or not a model: download it again or choose another.";

/** Makes the errors of one file. `fileName` is shown to users. */
export function createRefusal(fileName: string): RefuseGguf {
  return ({ check, offset, subject, found, allowed }) =>
    new ReparteeError(
      "model_file_invalid",
      `Cannot use model file "${fileName}": ${subject} at byte ${offset}: expected ${allowed}, got ${found}`,
      { hint: hints[check] ?? damagedHint, facts: { check, offset, found, allowed } },
    );
}

const hints: Partial<Record<GgufCheck, string>> = {
  magic: "Give a file in GGUF format; other formats must be converted first.",
  "byte-order": "Take the little-endian file of this model; big-endian files are for IBM Z machines only.",
  version: "Take a newer conversion of this model, or a newer Repartee if the file is newer.",
  "tensor-type": "Take another quantization of this model, such as Q4_K_M.",
  "split-part": "Keep all parts of a split model in one folder, under the names they were published with.",
};
