import type { DownloadReport } from "../download-report.ts";

/** The speech models that this machine can have, as commands and routes ask for them. */
export interface SpeechLibrary {
  /** Those that can be had by name, then what else is here. */
  list(): readonly SpeechLibraryItem[];
  /** Undefined for what is no speech model; of the voices that have no entry of their own too. */
  find(name: string): SpeechLibraryItem | undefined;
  /**
   * Downloads it, and makes of it what its engine loads.
   * @throws ReparteeError `model_not_found`, `cancelled`, or why no source has it.
   */
  pull(name: string, options: SpeechPullOptions): Promise<SpeechLibraryItem>;
  /** False when it was not here. */
  remove(name: string): Promise<boolean>;
}

export interface SpeechLibraryItem {
  /** Such as `whisper-base`, `piper:en_US-joe-medium`. */
  readonly name: string;
  readonly role: "recognizer" | "voice" | "detector";
  readonly family: string;
  /** Undefined for those that know nearly all. */
  readonly languages?: readonly string[];
  readonly licence: string;
  /** About as many as a download has. */
  readonly sizeBytes: number;
  readonly isInstalled: boolean;
  /** Where it can be had, in this order: repositories of the hub, references of packages. */
  readonly sources: readonly string[];
}

export interface SpeechPullOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadReport) => void;
  /** 0 when a conversion begins, 1 when it has ended. */
  readonly onConvert?: (fraction: number) => void;
}
