/**
 * What conversions made, beside the downloads that they were made from:
 *
 *     <cache>/converted/<owner>/<repository>/<revision>/<model>-<quantization>-<hash of the sources>.gguf
 *     <cache>/converted/local/…   of folders that are not in the cache
 */
import { readdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { cachePaths } from "../../download/model-cache.ts";
import { convertToGguf } from "../../formats/convert/convert-to-gguf.ts";
import type { HubModelFile, LocalModelFile } from "../resolve/model-file.ts";

type RepositoryRevision = Pick<HubModelFile, "repository" | "revision">;

/** The folder that the files of a repository lie in. */
export function repositoryFolder(cacheFolder: string, { repository, revision }: RepositoryRevision): string {
  return dirname(cachePaths(cacheFolder, { repository, revision, file: "config.json" }).final);
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
