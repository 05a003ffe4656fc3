import type { Clock } from "../../../core/clock.ts";
import type { Log } from "../../../core/log.ts";
import { downloadFile } from "../../download/download-file.ts";
import type { DownloadLimits } from "../../download/download-limits.ts";
import { cachePaths } from "../../download/model-cache.ts";
import type { DownloadProgress } from "../../download/progress.ts";
import { findPresentFile } from "../../download/present-file.ts";
import type { Hub } from "../../hub/hub.ts";
import { repositoryFolder } from "./converted-models.ts";
import type { HubModelFile } from "../resolve/model-file.ts";
import { offlineError } from "../resolve/resolve-model-file.ts";

export interface FetchModelFileOptions {
  readonly hub: Hub;
  readonly cacheFolder: string;
  readonly token?: string;
  readonly offline: boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: Partial<DownloadLimits>;
  /** Called before the network is used; never when all is here. */
  readonly onDownload?: () => void;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** The model's first file or its folder, once all its files are here. Undefined when one is missing. */
export async function findModelFile(
  cacheFolder: string,
  model: HubModelFile,
): Promise<{ readonly path: string; readonly sizeBytes: number } | undefined> {
  const { repository, revision, files } = model;
  let sizeBytes = 0;
  for (const file of files) {
    const present = await findPresentFile(cachePaths(cacheFolder, { repository, revision, file }));
    if (present === undefined) return undefined;
    sizeBytes += present.sizeBytes;
  }
  return { path: placeOf(cacheFolder, model), sizeBytes };
}

/** Of a GGUF its (first) file, of the other forms the folder. */
function placeOf(cacheFolder: string, model: HubModelFile): string {
  const { repository, revision, files, form } = model;
  if (form !== "gguf") return repositoryFolder(cacheFolder, model);
  return cachePaths(cacheFolder, { repository, revision, file: files[0] }).final;
}

/** Brings the files of a model here, one after the other. Throws as `downloadFile` does. */
export async function fetchModelFile(model: HubModelFile, options: FetchModelFileOptions): Promise<string> {
  const { cacheFolder, offline, onDownload, onProgress } = options;
  const present = await findModelFile(cacheFolder, model);
  if (present !== undefined) return present.path;
  if (offline) throw offlineError(model.name);
  onDownload?.();
  const { repository, revision, files } = model;
  const { hub, signal, log, clock, limits, token } = options;
  let earlierBytes = 0;
  for (const [index, file] of files.entries()) {
    const left = files.length - 1 - index;
    const result = await downloadFile({
      hub,
      cacheFolder,
      signal,
      log,
      clock,
      repository,
      revision,
      file,
      token,
      limits,
      ...(index === 0 && model.sha256 !== undefined ? { sha256: model.sha256 } : {}),
      onProgress: (part) =>
        onProgress?.(
          ofWhole(part, { earlierBytes, left, wholeBytes: model.sizeBytes ?? 0, isExact: model.form !== "gguf" }),
        ),
    });
    earlierBytes += result.sizeBytes;
  }
  return placeOf(cacheFolder, model);
}

/** Parts of a split model that are yet to come are as large as this one, unless the whole is known to be larger. */
function ofWhole(
  part: DownloadProgress,
  known: {
    readonly earlierBytes: number;
    readonly left: number;
    readonly wholeBytes: number;
    /** The hub listed the sizes of all files. */
    readonly isExact: boolean;
  },
): DownloadProgress {
  if (known.left === 0 && known.earlierBytes === 0) return part;
  const guess = known.earlierBytes + part.totalBytes * (1 + known.left);
  const totalBytes =
    known.isExact && known.wholeBytes > 0
      ? known.wholeBytes
      : known.left === 0
        ? known.earlierBytes + part.totalBytes
        : Math.max(guess, known.wholeBytes);
  const downloadedBytes = known.earlierBytes + part.downloadedBytes;
  const etaSeconds = part.bytesPerSecond > 0 ? (totalBytes - downloadedBytes) / part.bytesPerSecond : null;
  return { ...part, downloadedBytes, totalBytes, etaSeconds };
}
