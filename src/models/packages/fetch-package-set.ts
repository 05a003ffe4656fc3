/** A model of several files from one package, each in its place in the cache. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { PackageReference } from "../../core/package-reference.ts";
import { makeCacheFolder, type CachePaths } from "../download/model-cache.ts";
import { cachePaths } from "../download/model-cache.ts";
import type { FetchPackageOptions } from "./fetch-package-options.ts";
import type { LockedOutcome } from "../download/locked-place.ts";
import { fetchIntoPlace } from "./own-place.ts";
import { setPlace, type PackageFolder } from "../registry/package-place.ts";
import { putInPlace, withVersion } from "./put-in-place.ts";
import { takeSet } from "./take-from-archive.ts";
import { wrongSum } from "./unpack-error.ts";

export interface FetchPackageSetOptions extends FetchPackageOptions {
  /** Of a folder, or of a ZIP archive. */
  readonly reference: PackageReference;
  readonly target: PackageFolder;
  /** Whether all that is needed is in its place. */
  readonly isComplete: () => Promise<boolean>;
  /** Hex, by file. */
  readonly sha256?: Readonly<Record<string, string>>;
}

/** Throws as `fetchPackageFile` does. */
export async function fetchPackageSet(options: FetchPackageSetOptions): Promise<LockedOutcome> {
  const { cacheFolder, reference, target, isComplete, sha256 = {} } = options;
  const pathsOf = (file: string): CachePaths => cachePaths(cacheFolder, { ...target, file });
  const paths = pathsOf(setPlace);
  const { outcome } = await fetchIntoPlace(reference, options, {
    paths,
    find: async () => ((await isComplete()) ? true : undefined),
    async bring(fetcher, signal) {
      const archive = await fetcher.fetch(reference, { index: 0, count: 1 });
      const { maxBytes, maxFiles } = fetcher.limits;
      const folder = join(fetcher.folder, "files");
      await mkdir(folder, { recursive: true });
      const { files } = await takeSet({ archive, reference, folder, maxBytes, maxFiles, signal });
      for (const [file, expected] of Object.entries(sha256)) {
        const found = files.get(file)?.sha256 ?? "none";
        if (found !== expected) throw wrongSum({ ...reference, path: file }, { found, expected });
      }
      // The weights last: where those are, all are.
      const ordered = [...files].toSorted(([, one], [, other]) => one.sizeBytes - other.sizeBytes);
      for (const [file, taken] of ordered) {
        const place = pathsOf(file);
        await makeCacheFolder(cacheFolder, place);
        await putInPlace(join(folder, ...file.split("/")), place, taken, [withVersion(reference, archive)]);
      }
      fetcher.finish(ordered.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0));
      return true;
    },
  });
  return outcome;
}
