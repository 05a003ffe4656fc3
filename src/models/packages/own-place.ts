/** The frame of every fetch: one process at a time, a work folder that never stays, errors that say what to do. */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import type { PackageReference } from "../../core/package-reference.ts";
import { diskError, hasSystemCode } from "../download/disk-error.ts";
import { findOrBring, type LockedOutcome } from "../download/locked-place.ts";
import type { CachePaths } from "../download/model-cache.ts";
import { fetchAction } from "./client-errors.ts";
import type { FetchPackageOptions } from "./fetch-package-options.ts";
import { createFetcher, type PackageFetcher } from "./package-fetcher.ts";
import { defaultPackageLimits } from "./package-limits.ts";
import { workFolder } from "../registry/package-place.ts";

export interface OwnPlace<Value> {
  readonly paths: CachePaths;
  readonly find: () => Promise<Value | undefined>;
  readonly bring: (fetcher: PackageFetcher, signal: AbortSignal) => Promise<Value>;
}

/** Rejects with `ReparteeError` only; nothing but what `bring` put in its place is left then. */
export async function fetchIntoPlace<Value>(
  reference: PackageReference,
  options: FetchPackageOptions,
  place: OwnPlace<Value>,
): Promise<{ readonly value: Value; readonly outcome: LockedOutcome }> {
  const { cacheFolder, signal, clock = systemClock, log = silentLog } = options;
  const limits = { ...defaultPackageLimits, ...options.limits };
  const action = fetchAction(reference);
  const work = workFolder(cacheFolder, place.paths.final);
  // A clock's timers do not keep a process alive; a fetch that waits for its next try has to.
  const keepAlive = setInterval(() => {}, 2 ** 30);
  try {
    return await findOrBring({
      ...{ paths: place.paths, cacheFolder, clock, log, signal, limits: limits.lock },
      find: place.find,
      async bring(owned) {
        // What a killed process left: the lock is ours, so nobody is at it.
        await rm(work, { recursive: true, force: true });
        const folder = join(work, randomUUID());
        await mkdir(folder, { recursive: true });
        try {
          return await place.bring(createFetcher(options, { folder, limits, clock, log, signal: owned }), owned);
        } finally {
          await rm(work, { recursive: true, force: true, maxRetries: 3 });
          await removeEmpty(dirname(work));
        }
      },
    });
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof ReparteeError)) {
      throw new ReparteeError("cancelled", `Cannot ${action}: it was cancelled`, { cause: signal.reason });
    }
    throw toReparteeError(diskError(signal.aborted ? signal.reason : error, action), "download_failed");
  } finally {
    clearInterval(keepAlive);
  }
}

async function removeEmpty(folder: string): Promise<void> {
  if ((await readdir(folder).catch(() => [""])).length > 0) return;
  await rmdir(folder).catch((error: unknown) => {
    // Another process has just begun in it.
    if (!hasSystemCode(error, "ENOTEMPTY", "EEXIST", "ENOENT", "EPERM", "EBUSY")) throw error;
  });
}
