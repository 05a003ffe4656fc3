/** A file of a hub, complete and checked, in the cache: downloaded, resumed, waited for, or present already. */
import { withDefaults } from "../../core/with-defaults.ts";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { countBytes } from "./byte-ranges.ts";
import { diskError } from "./disk-error.ts";
import { defaultDownloadLimits } from "./download-limits.ts";
import type { DownloadOptions, DownloadResult } from "./download-options.ts";
import { createLockAttempt, type FileLock } from "./file-lock.ts";
import { readJournal } from "./journal.ts";
import { cachePaths, makeCacheFolder } from "./model-cache.ts";
import { presentResult, runOwnedDownload, type DownloadJob } from "./owned-download.ts";
import { findPresentFile } from "./present-file.ts";
import { createProgressReporter } from "./progress.ts";
import { pause } from "./retry-delay.ts";

/** The lock went to another process, which thought this one dead. */
class LockLostError extends Error {
  override readonly name = "LockLostError";
}

/**
 * @throws ReparteeError `hub_unreachable`, `model_gated`, `hub_token_rejected`, `repository_not_found`,
 * `repository_file_not_found`, `download_failed`, `download_stalled`, `checksum_mismatch`, `disk_full`,
 * `invalid_request`, `config_invalid` and `cancelled`. After `checksum_mismatch` nothing that was downloaded is left;
 * after all others the next download goes on where this one stopped.
 */
export async function downloadFile(options: DownloadOptions): Promise<DownloadResult> {
  const { signal, repository, revision, file, clock = systemClock } = options;
  const limits = withDefaults(defaultDownloadLimits, options.limits);
  const job: DownloadJob = {
    options,
    paths: cachePaths(options.cacheFolder, options),
    limits,
    clock,
    log: options.log ?? silentLog,
    random: options.random ?? Math.random,
    progress: createProgressReporter(clock, limits.progressMs, options.onProgress ?? (() => {})),
    action: `download "${file}" of "${repository}" at revision "${revision}"`,
  };
  // A clock's timers and open files do not keep a process alive; a download that waits for its next try has to.
  const keepAlive = setInterval(() => {}, 2 ** 30);
  try {
    return await findOrDownload(job);
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof ReparteeError))
      throw new ReparteeError("cancelled", `Cannot ${job.action}: it was cancelled`, {
        hint: "Start it again: it goes on where it stopped.",
        cause: signal.reason,
      });
    throw toReparteeError(diskError(signal.aborted ? signal.reason : error, job.action), "download_failed");
  } finally {
    clearInterval(keepAlive);
  }
}

async function findOrDownload(job: DownloadJob): Promise<DownloadResult> {
  const { options, paths, clock, limits, log } = job;
  const lockAttempt = createLockAttempt(paths.lock, clock, limits.lock);
  let hasWaited = false;
  for (;;) {
    options.signal.throwIfAborted();
    // Looked for again after each wait: the lock's holder may have fetched the file.
    const present = (options.whenPresent ?? "use") === "use" ? await findPresentFile(paths) : undefined;
    if (present !== undefined) return markWaited(presentResult(job, present), hasWaited);
    // Only now: a file that is there is found in a folder that nobody may write to as well.
    await makeCacheFolder(options.cacheFolder, paths);
    const lock = await lockAttempt.tryAcquire();
    if (lock !== undefined) {
      try {
        return markWaited(await underLock(job, lock), hasWaited);
      } catch (error) {
        if (!(error instanceof LockLostError)) throw error;
        log.warn({ path: paths.final }, "another process took over a download that stood still here");
      } finally {
        await lock.release();
      }
    } else if (!hasWaited) log.info({ path: paths.final }, "another process downloads this file; waiting for it");
    hasWaited = true;
    const journal = await readJournal(paths.journal);
    if (journal !== undefined) job.progress.update(countBytes(journal.done), journal.sizeBytes);
    await pause(clock, limits.lock.pollMs, options.signal);
  }
}

function markWaited(result: DownloadResult, hasWaited: boolean): DownloadResult {
  return hasWaited && result.outcome === "present" ? { ...result, outcome: "downloaded-elsewhere" } : result;
}

async function underLock(job: DownloadJob, lock: FileLock): Promise<DownloadResult> {
  const { signal, whenPresent = "use" } = job.options;
  // The other process may have finished between our look and its release.
  const present = whenPresent === "use" ? await findPresentFile(job.paths) : undefined;
  if (present !== undefined) return presentResult(job, present);
  const ending = new AbortController();
  const onAbort = (): void => ending.abort(signal.reason);
  const onLost = (): void => ending.abort(new LockLostError("the lock was lost"));
  signal.addEventListener("abort", onAbort, { once: true });
  lock.lost.addEventListener("abort", onLost, { once: true });
  try {
    signal.throwIfAborted();
    return await runOwnedDownload(job, ending.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
    lock.lost.removeEventListener("abort", onLost);
  }
}
