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

export type SpeechFamily = "whisper" | "sense-voice" | "transducer" | "piper" | "kokoro" | "supertonic" | "silero";

/** Where a model's files come from, by their role, and what they are. */
export type SpeechSource = HubSource | PackageSource;

export interface HubSource {
  readonly kind: "hub";
  readonly repository: string;
  /** A commit or branch; `main` when absent. */
  readonly revision?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Files in a folder of a package. */
export interface PackageFiles {
  readonly folder: PackageReference;
  /** Those that are needed. */
  readonly files: readonly string[];
}

export interface PackageSource {
  readonly kind: "packages";
  /** Files of several parts are joined. */
  readonly files: Readonly<Record<string, readonly [PackageReference, ...PackageReference[]]>>;
  readonly folders?: Readonly<Record<string, PackageFiles>>;
  /** Hex, by role, of joined files. */
  readonly sha256: Readonly<Record<string, string>>;
  /** Where it is not the model's. */
  readonly aboutBytes?: number;
  /** What is written as the ONNX that the engine loads: CTranslate2's files, Kokoro's 8-bit ones. */
  readonly form?: "ctranslate2" | "kokoro";
}
