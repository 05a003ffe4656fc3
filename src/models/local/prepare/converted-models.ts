/**
 * What conversions made, beside the downloads that they were made from:
 *
 *     <cache>/converted/<owner>/<repository>/<revision>/<model>-<quantization>-<hash of the sources>.gguf
 *     <cache>/converted/<owner>/<repository>/<revision>/<model>-<hash>.weights.gguf, .offsets.gguf
 *     <cache>/converted/local/…   of files and folders that are not in the cache
 */
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { cachePaths } from "../../download/model-cache.ts";
import { convertToGguf } from "../../formats/convert/convert-to-gguf.ts";
import type { HubModelFile, LocalModelFile } from "../resolve/model-file.ts";

type RepositoryRevision = Pick<HubModelFile, "repository" | "revision">;

/** The folder that the files of a repository lie in. */
export function repositoryFolder(cacheFolder: string, { repository, revision }: RepositoryRevision): string {
  return dirname(cachePaths(cacheFolder, { repository, revision, file: "config.json" }).final);
}

/** Where what is made of a model file goes. */
export function convertedFolderOf(cacheFolder: string, path: string): string {
  const place = relative(join(cacheFolder, "models"), dirname(path));
  const isInCache = !place.startsWith("..") && !isAbsolute(place);
  return join(cacheFolder, "converted", isInCache ? place : "local");
}

function convertedFolder(cacheFolder: string, file: RepositoryRevision | LocalModelFile): string {
  if ("path" in file) return join(cacheFolder, "converted", "local");
  return join(cacheFolder, "converted", relative(join(cacheFolder, "models"), repositoryFolder(cacheFolder, file)));
}

export interface ConvertModelOptions {
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  /** Called with 0–1. */
  readonly onConvert?: (fraction: number) => void;
}

/** The path of the converted model; made now when it is not there. Throws as `convertToGguf` does. */
export async function convertModel(
  file: HubModelFile | LocalModelFile,
  { cacheFolder, signal, onConvert }: ConvertModelOptions,
): Promise<string> {
  const { path } = await convertToGguf({
    folder: file.kind === "local" ? file.path : repositoryFolder(cacheFolder, file),
    destination: convertedFolder(cacheFolder, file),
    quantization: file.quantizationClass ?? "auto",
    signal,
    onProgress: onConvert,
  });
  return path;
}

/** What was made of a repository so far, by name. */
export async function listConverted(cacheFolder: string, of: RepositoryRevision): Promise<readonly string[]> {
  const folder = convertedFolder(cacheFolder, of);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".gguf"))
    .toSorted()
    .map((name) => join(folder, name));
}

/** Removes all that was made of a repository; false when there was nothing. */
export async function removeConverted(cacheFolder: string, of: RepositoryRevision): Promise<boolean> {
  const found = await listConverted(cacheFolder, of);
  await rm(convertedFolder(cacheFolder, of), { recursive: true, force: true });
  return found.length > 0;
}

/** Behind the name of the file that it was made of. */
const madeEnding = /^-[0-9a-f]{20}\.(?:weights|offsets)\.gguf$/;

/** Removes what was made of one model file of the cache. */
export async function removeConvertedFrom(cacheFolder: string, path: string): Promise<void> {
  const folder = convertedFolderOf(cacheFolder, path);
  const stem = basename(path).replace(/\.gguf$/i, "");
  for (const name of await readdir(folder).catch(() => [])) {
    const ending = name.startsWith(`${stem}-`) ? name.slice(stem.length) : "";
    if (madeEnding.test(ending)) await rm(join(folder, name), { force: true });
  }
}
