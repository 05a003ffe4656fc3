import { cachePaths } from "../download/model-cache.ts";
import { removeDownloaded } from "../download/remove-downloaded.ts";
import { packageFolder } from "../registry/package-place.ts";
import type { ModelRegistry } from "../registry/model-registry.ts";
import { resolveReference } from "../registry/resolve-reference.ts";
import { removePartial, removeSet } from "./describe-set.ts";
import { removeConvertedFrom } from "./prepare/converted-models.ts";
import type { HubModelFile, ModelFile } from "./resolve/model-file.ts";

interface RemoveOptions {
  readonly registry: ModelRegistry;
  readonly cacheFolder: string;
}

/**
 * Deletes what was downloaded of a model and what was made of it, whole or in part.
 * @param file What the reference means as far as it is known without asking the hub.
 * @returns False when there is none. Files outside of the cache stay.
 */
export async function removeModelFiles(
  reference: string,
  file: ModelFile | undefined,
  { registry, cacheFolder }: RemoveOptions,
): Promise<boolean> {
  if (file?.kind === "local") return false;
  if (file === undefined || file.form !== "gguf") {
    const place = file ?? placeOf(reference, registry);
    if (place === undefined) return false;
    // The hub is not asked which file is meant: what is here in part is what a `pull` of this reference left.
    const removed = file === undefined && (await removePartial(cacheFolder, place));
    return (await removeSet(cacheFolder, place)) || removed;
  }
  const { repository, revision, files } = file;
  let removed = false;
  for (const part of files) {
    const place = { repository, revision, file: part };
    removed = (await removeDownloaded(cacheFolder, place)) || removed;
    await removeConvertedFrom(cacheFolder, cachePaths(cacheFolder, place).final);
  }
  return removed;
}

/** Where a repository's files would be. */
function placeOf(
  reference: string,
  registry: ModelRegistry,
): Pick<HubModelFile, "repository" | "revision" | "quantization"> | undefined {
  const resolved = resolveReference(reference, registry);
  if (resolved.kind === "registry") return resolved.entry;
  if (resolved.kind === "package") return packageFolder(resolved);
  return resolved.kind === "repository" ? resolved : undefined;
}
