import { rm, rmdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import { hasSystemCode } from "./disk-error.ts";
import { defaultDownloadLimits } from "./download-limits.ts";
import { createLockAttempt } from "./file-lock.ts";
import { workFolder } from "../registry/package-place.ts";
import { cachePaths, deleteCached, makeCacheFolder, type CachedFileName } from "./model-cache.ts";

/**
 * Removes a file from the cache, whole or partial, what a package client that was killed had brought of it, and the
 * folders that this leaves empty.
 * @returns False when there was nothing of it.
 * @throws ReparteeError `invalid_request` for names that are not plain; `model_in_use` while the file is being downloaded.
 */
export async function removeDownloaded(cacheFolder: string, name: CachedFileName): Promise<boolean> {
  const paths = cachePaths(cacheFolder, name);
  const work = workFolder(cacheFolder, paths.final);
  const isThere = (await Promise.all([paths.final, paths.part, paths.journal, work].map(exists))).includes(true);
  if (!isThere) return false;
  // The lock lies in this folder, and what a client brought may be all that there is.
  await makeCacheFolder(cacheFolder, paths);
  const lock = await createLockAttempt(paths.lock, systemClock, defaultDownloadLimits.lock).tryAcquire();
  if (lock === undefined)
    throw new ReparteeError("model_in_use", `Cannot remove "${name.file}": it is being downloaded`, {
      hint: "Wait for the download to end, or stop it.",
    });
  try {
    await rm(work, { recursive: true, force: true, maxRetries: 3 });
    await removeIfEmpty(dirname(work));
    await deleteCached(cacheFolder, paths);
  } finally {
    await lock.release();
  }
  return true;
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!hasSystemCode(error, "ENOTEMPTY", "EEXIST", "ENOENT", "EPERM", "EBUSY")) throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return false;
    throw error;
  }
}
