/** A file of a hub, complete and checked, in the cache: downloaded, resumed, waited for, or present already. */
import { withDefaults } from "../../core/with-defaults.ts";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { countBytes } from "./byte-ranges.ts";
import { diskError } from "./disk-error.ts";
import { defaultDownloadLimits } from "./download-limits.ts";
import type { DownloadOptions, DownloadResult } from "./download-options.ts";
import { readJournal } from "./journal.ts";
import { findOrBring } from "./locked-place.ts";
import { cachePaths } from "./model-cache.ts";
import { presentResult, runOwnedDownload, type DownloadJob } from "./owned-download.ts";
import { findPresentFile } from "./present-file.ts";
import { createProgressReporter } from "./progress.ts";

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
  const { options, paths, clock, limits, log, progress } = job;
  const { cacheFolder, signal, whenPresent = "use" } = options;
  const { value, hasWaited } = await findOrBring<DownloadResult>({
    ...{ paths, cacheFolder, clock, log, signal, limits: limits.lock },
    async find() {
      const present = whenPresent === "use" ? await findPresentFile(paths) : undefined;
      return present && presentResult(job, present);
    },
    bring: (owned) => runOwnedDownload(job, owned),
    async onWait() {
      const journal = await readJournal(paths.journal);
      if (journal !== undefined) progress.update(countBytes(journal.done), journal.sizeBytes);
    },
  });
  return hasWaited && value.outcome === "present" ? { ...value, outcome: "downloaded-elsewhere" } : value;
}
