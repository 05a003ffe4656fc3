/** Models that are several files, as lists show and remove them: graphs with their tokenizer, and weights that
 * are converted. */
import { stat } from "node:fs/promises";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import { listDownloaded, listPartial, type DownloadedModelFile } from "../download/model-cache.ts";
import { removeDownloaded } from "../download/remove-downloaded.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import { listConverted, removeConverted } from "./prepare/converted-models.ts";
import { findModelFile } from "./prepare/fetch-model-file.ts";
import { fitOfFile, fitOfSize } from "../fit/rough-fit.ts";
import type { HubModelFile } from "./resolve/model-file.ts";
import type { LocalModel } from "./local-models.ts";
import { isPackageFolder, packageReferenceOf, setPlace } from "../registry/package-place.ts";
import { formsOf, isRequested } from "./resolve/repository-files.ts";

/** On top of what is known without looking at the disk: what is here of it, and whether it fits. */
export async function describeSet(
  base: LocalModel,
  file: HubModelFile,
  { cacheFolder, hardware }: { readonly cacheFolder: string; readonly hardware: Hardware },
): Promise<LocalModel> {
  const sizeBytes = file.sizeBytes ?? base.sizeBytes;
  const model: LocalModel = {
    ...base,
    file: file.file,
    quantization: file.quantization ?? base.quantization,
    sizeBytes,
  };
  const present = await findModelFile(cacheFolder, file);
  if (present === undefined) {
    const downloadedBytes = totalBytes(await downloadedOf(cacheFolder, file));
    return { ...model, downloadedBytes, ...fitOfSize(sizeBytes, hardware) };
  }
  // What was made of it takes room as well, and goes with it.
  const bytesHere = present.sizeBytes + (await bytesOf(await listConverted(cacheFolder, file)));
  const here = { ...model, path: present.path, sizeBytes: bytesHere, downloadedBytes: bytesHere };
  const converted = file.form === "convert" ? await newestConverted(cacheFolder, file) : undefined;
  if (converted === undefined) return { ...here, ...fitOfSize(present.sizeBytes, hardware) };
  const summary = await inspectModelFile(converted);
  return {
    ...here,
    path: converted,
    quantization: summary.quantization,
    parameters: summary.parameterCount,
    contextWindowTokens: summary.contextLength,
    ...fitOfFile(summary, hardware),
  };
}

/** Undefined where there are none. */
export function totalBytes(files: readonly DownloadedModelFile[]): number | undefined {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) || undefined;
}

async function bytesOf(paths: readonly string[]): Promise<number> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return found.reduce((sum, one) => sum + (one?.size ?? 0), 0);
}

async function newestConverted(cacheFolder: string, file: HubModelFile): Promise<string | undefined> {
  const marks = { q4: "-Q4_0-", q8: "-Q8_0-", f16: "-F16-" };
  const made = await listConverted(cacheFolder, file);
  const named = file.quantizationClass;
  if (named !== undefined) return made.findLast((path) => path.includes(marks[named]));
  // What is usual depends on the family, which the file's own name says.
  return made.findLast((path) => path.includes(/[\\/]bert-[^\\/]*$/.test(path) ? marks.f16 : marks.q8));
}

/** All of a repository that is in the cache, whole or in part. */
export async function downloadedOf(
  cacheFolder: string,
  { repository, revision }: Pick<HubModelFile, "repository" | "revision">,
): Promise<readonly DownloadedModelFile[]> {
  return (await listDownloaded(cacheFolder)).filter(
    (one) => one.repository === repository && one.revision === revision,
  );
}

/**
 * Removes all of a repository that is no GGUF file, and what was made of it: half of such a model is none, and its small
 * files are of no use without the weights.
 * @returns False when there was nothing.
 */
export async function removeSet(
  cacheFolder: string,
  place: Pick<HubModelFile, "repository" | "revision">,
): Promise<boolean> {
  let removed = await removeConverted(cacheFolder, place);
  // Of a package whose client was killed.
  const unfinished = { repository: place.repository, revision: place.revision, file: setPlace };
  removed = (await removeDownloaded(cacheFolder, unfinished)) || removed;
  for (const { repository, revision, file } of await downloadedOf(cacheFolder, place)) {
    if (/\.gguf$/i.test(file)) continue;
    removed = (await removeDownloaded(cacheFolder, { repository, revision, file })) || removed;
  }
  return removed;
}

/**
 * Removes what is here of GGUF files that are not whole yet.
 * @returns False when there was nothing.
 * @throws ReparteeError `model_in_use` while one of them is being downloaded.
 */
export async function removePartial(
  cacheFolder: string,
  place: Pick<HubModelFile, "repository" | "revision" | "quantization">,
): Promise<boolean> {
  let removed = false;
  for (const name of await listPartial(cacheFolder, place)) {
    if (!/\.gguf$/i.test(name.file) || !isRequested(name.file, place.quantization)) continue;
    removed = (await removeDownloaded(cacheFolder, name)) || removed;
  }
  return removed;
}

/** References of the repositories among `downloaded` that are such models. */
export function referencesOfSets(downloaded: readonly DownloadedModelFile[]): readonly string[] {
  const byRepository = new Map<string, Map<string, number>>();
  for (const one of downloaded) {
    const { revision, repository, file, sizeBytes, state, origin } = one;
    if (state !== "complete") continue;
    const reference =
      origin !== undefined && isPackageFolder(one)
        ? packageReferenceOf(one, origin.source)
        : `hf:${repository}${revision === "main" ? "" : `@${revision}`}`;
    const files = byRepository.get(reference) ?? new Map<string, number>();
    byRepository.set(reference, files.set(file, sizeBytes));
  }
  return [...byRepository].filter(([, files]) => isSet(files)).map(([reference]) => reference);
}

function isSet(files: ReadonlyMap<string, number>): boolean {
  const [form] = formsOf(files);
  return form === "onnx" || form === "convert";
}
