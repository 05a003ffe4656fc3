/** The models whose files are all here, known from the disk alone: no header is read, no GPU probed, no hub asked. */
import { stat } from "node:fs/promises";
import { ReparteeError } from "../../core/errors.ts";
import type { ModelRegistry } from "../registry/model-registry.ts";
import { listDownloaded, type DownloadedModelFile } from "../download/model-cache.ts";
import { isPackageFolder, packageReferenceOf } from "../registry/package-place.ts";
import { referencesOfSets } from "./describe-set.ts";
import { findModelFile } from "./prepare/fetch-model-file.ts";
import { engineOf } from "../registry/registry-entry.ts";
import type { DownloadedModel } from "./downloaded-model.ts";
import type { ModelFile } from "./resolve/model-file.ts";

export interface DownloadedModelsOptions {
  readonly registry: ModelRegistry;
  /** Absolute. */
  readonly cacheFolder: string;
  /** Without asking the hub; undefined when it would have to be asked. */
  readonly resolveHere: (reference: string) => Promise<ModelFile | undefined>;
}

/** Undefined for what is not here as a whole, is no model of a hub, or means nothing. */
export async function findDownloaded(
  reference: string,
  { cacheFolder, resolveHere }: DownloadedModelsOptions,
): Promise<DownloadedModel | undefined> {
  let file: ModelFile | undefined;
  try {
    file = await resolveHere(reference);
  } catch (error) {
    if (error instanceof ReparteeError) return undefined;
    throw error;
  }
  if (file?.kind !== "hub") return undefined;
  const present = await findModelFile(cacheFolder, file);
  if (present === undefined) return undefined;
  const identity = `${present.path} ${file.form} ${file.quantizationClass ?? ""}`;
  const { mtimeMs } = await stat(present.path);
  const arrivedSeconds = Math.floor(mtimeMs / 1000);
  return { name: reference, identity, ...present, engine: engineOf(file.form), arrivedSeconds };
}

/** In the order of the registry, then what else is here. */
export async function listDownloadedModels(options: DownloadedModelsOptions): Promise<readonly DownloadedModel[]> {
  const files = await listDownloaded(options.cacheFolder);
  const names = [...options.registry.entries.map(({ name }) => name), ...referencesOf(files)];
  const found = new Map<string, DownloadedModel>();
  for (const name of names) {
    const model = await findDownloaded(name, options);
    if (model !== undefined && !found.has(model.identity)) found.set(model.identity, model);
  }
  return [...found.values()];
}

function referencesOf(files: readonly DownloadedModelFile[]): readonly string[] {
  return [...files.filter(isFirstGguf).map(referenceOfFile), ...referencesOfSets(files)];
}

/** A GGUF file that is a model, or the first part of one. */
export function isFirstGguf({ file }: Pick<DownloadedModelFile, "file">): boolean {
  return /\.gguf$/i.test(file) && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(file);
}

/** `hf:owner/repository:file@revision`, the revision where it is not `main`; of a package's file its own reference. */
export function referenceOfFile(downloaded: Omit<DownloadedModelFile, "path">): string {
  const { repository, revision, file, origin } = downloaded;
  if (origin !== undefined && isPackageFolder(downloaded)) return packageReferenceOf(downloaded, origin.source);
  return `hf:${repository}:${file}${revision === "main" ? "" : `@${revision}`}`;
}
