/** The models that this machine can have: what the registry knows and what was downloaded, as people and programs see it. */
import type { RefusedFile } from "./refused-files.ts";
import type { ModelChoice } from "../registry/choose-model.ts";
import type { DownloadProgress } from "../download/progress.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import type { DownloadedModel } from "./downloaded-model.ts";

/** One model, whether its file is here or not. */
export interface LocalModel {
  /** What requests and commands call it: a name of the registry, a repository, or a file's name. */
  readonly name: string;
  readonly role: "chat" | "embedding";
  /** The id of the engine that runs its form; see `runnable`. */
  readonly engine: string;
  /** Such as `Q4_K_M`. */
  readonly quantization?: string;
  /** Bytes of the file: as it is on disk or as the hub lists it, else about what the registry says. */
  readonly sizeBytes?: number;
  readonly parameters?: number;
  /** Tokens that the model was trained on. */
  readonly contextWindowTokens?: number;
  readonly licence?: string;
  /** Whether its hub wants a token of somebody who accepted the licence. */
  readonly gated: boolean;
  /** `owner/name`; absent for a file outside of the cache. */
  readonly repository?: string;
  /** Path inside the repository. */
  readonly file?: string;
  /** False: only packages have it. */
  readonly isOnHub?: boolean;
  /** References of the packages that it comes in where the hub does not answer, or that alone have it. */
  readonly packages?: readonly string[];
  /** Absolute; present when the whole file is here. */
  readonly path?: string;
  /** Bytes that are here; less than `sizeBytes` while a download is under way or was broken off. */
  readonly downloadedBytes?: number;
  /** `tight`: with less context or fewer layers on the GPU than asked for. */
  readonly fits: "yes" | "tight" | "no" | "unknown";
  /** The numbers behind `fits`, as a sentence. */
  readonly fitDetail?: string;
  /** Whether this build has an engine for the model's form. */
  readonly runnable: boolean;
  /** Why it is not runnable, or why its file was refused. */
  readonly problem?: string;
  /** What to do about a file that was refused. */
  readonly nextAction?: string;
}

export interface PullOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Called with 0–1 while weights are converted, after the download. */
  readonly onConvert?: (fraction: number) => void;
  /** Takes the place of the reference's own. */
  readonly quantization?: string;
}

/** All methods throw `ReparteeError`; those that take a reference throw `model_not_found` when it means nothing. */
export interface LocalModels {
  /** The registry in its order, then what else was downloaded. Never asks the hub. */
  list(): Promise<readonly LocalModel[]>;
  /** Asks the hub only for a repository that neither the registry nor the cache knows, and never when offline. */
  describe(reference: string): Promise<LocalModel>;
  /** The model when all of its files are here; undefined else, and for what means nothing. Never asks the hub. */
  findDownloaded(reference: string): Promise<DownloadedModel | undefined>;
  /** Those whose files are all here and were not refused, from the disk alone: cheap enough to be asked often. */
  listDownloaded(): Promise<readonly DownloadedModel[]>;
  /** Brings the model's files here, converts what has to be, and checks it; at once when all is here. Throws as `downloadFile` does. */
  pull(reference: string, options: PullOptions): Promise<LocalModel>;
  /** Deletes what was downloaded of the model and what was made of it, whole or in part; false when there is none. Files outside of the cache stay. */
  remove(reference: string): Promise<boolean>;
  /** Files that are not loaded because they were found unfit, wherever they lie. */
  refusedFiles(): Promise<readonly RefusedFile[]>;
  /**
   * The best model for this machine, as much of it as is free now. Throws `model_not_found` when none of the registry
   * fits.
   */
  choose(): Promise<ModelChoice>;
  /** Memory as it is now; the GPU is looked for once. */
  hardware(): Promise<Hardware>;
}
