import type { PackageReference } from "../../core/package-reference.ts";

/** A model of recognizers, voices or voice detectors that can be had by a short name. */
export interface SpeechModel {
  /** Such as `whisper-base`, `piper:en_US-joe-medium`. */
  readonly name: string;
  readonly family: SpeechFamily;
  /** ISO 639-1; undefined for those that know nearly all. */
  readonly languages?: readonly string[];
  /** As the model card names it. */
  readonly licence: string;
  readonly aboutBytes: number;
  /** Tried in this order: networks differ in what they let through. */
  readonly sources: readonly [SpeechSource, ...SpeechSource[]];
}

export type SpeechFamily = "whisper" | "sense-voice" | "transducer" | "piper" | "silero";

/** Where a model's files come from, by their role, and what they are. */
export type SpeechSource =
  | { readonly kind: "hub"; readonly repository: string; readonly files: Readonly<Record<string, string>> }
  | {
      readonly kind: "packages";
      /** Files of several parts are joined. */
      readonly files: Readonly<Record<string, readonly [PackageReference, ...PackageReference[]]>>;
      /** CTranslate2's files are written as ONNX. */
      readonly form?: "ctranslate2";
    };
