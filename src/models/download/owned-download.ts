/** The download itself, by the one process that holds the file's lock. */
import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { HubFile } from "../hub/file-facts.ts";
import type { HubFileRequest } from "../hub/hub.ts";
import type { DownloadLimits } from "./download-limits.ts";
import type { DownloadOptions, DownloadResult } from "./download-options.ts";
import { FileChangedError, NoRangesError, type PieceContext } from "./fetch-piece.ts";
import { freeBytes } from "./free-space.ts";
import { lookUpFile } from "./look-up-file.ts";
import type { CachePaths } from "./model-cache.ts";
import { removePart } from "./part-file.ts";
import { findPresentFile, matchPresentFile, type PresentFile } from "./present-file.ts";
import type { ProgressReporter } from "./progress.ts";
import { transfer, WrongContentError } from "./transfer.ts";

/** The options with their defaults filled in, and what follows from them. */
export interface DownloadJob {
  readonly options: DownloadOptions;
  readonly paths: CachePaths;
  readonly limits: DownloadLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly progress: ProgressReporter;
  /** Completes "Cannot …". */
  readonly action: string;
}

/** Throws what `downloadFile` throws; and the signal's reason. */
export async function runOwnedDownload(job: DownloadJob, signal: AbortSignal): Promise<DownloadResult> {
  const { options, paths, log, progress, limits } = job;
  const { hub, repository, revision, file, token } = options;
  const request = { repository, revision, file, token };
  const source = `${hub.url}/${repository}/${file}`;
  let usesRanges = true;
  let restarts = 0;

  async function attempt(): Promise<DownloadResult> {
    const expected = await lookUpOrKeep(job, request, signal);
    if ("kept" in expected) return expected.kept;
    refuseOtherHash(options.sha256, expected, job.action);
    const identity = { source, identity: expected.identity, sizeBytes: expected.sizeBytes };
    const present = await matchPresentFile(paths, expected, identity);
    if (present !== undefined) return presentResult(job, present);
    const { origin, resumedBytes } = await transfer({
      context: pieceContext(job, request, expected, usesRanges),
      paths,
      identity,
      parallelParts: usesRanges ? partCount(options.parallelParts) : 1,
      freeBytes: options.freeBytes ?? freeBytes,
      onBytes: (downloadedBytes) => progress.update(downloadedBytes, expected.sizeBytes),
      signal,
    });
    progress.finish(expected.sizeBytes);
    return { path: paths.final, sizeBytes: expected.sizeBytes, outcome: "downloaded", origin, resumedBytes, restarts };
  }

  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const reason = restartReason(error);
      if (reason === undefined) throw error instanceof WrongContentError ? error.error : error;
      if (error instanceof NoRangesError) usesRanges = false;
      else {
        if (restarts >= limits.maxRestarts) throw changesTooOften(job.action, reason);
        restarts += 1;
        progress.restarted();
      }
      log.warn({ path: paths.final, reason }, "a download begins anew");
      await removePart(paths);
    }
  }
}

/** The result for a file that needs no download. */
export function presentResult(job: DownloadJob, present: PresentFile): DownloadResult {
  job.progress.finish(present.sizeBytes);
  return { path: job.paths.final, outcome: "present", ...present, resumedBytes: 0, restarts: 0 };
}

/** What the hub has; or, when it cannot be reached, the result that is there already. */
async function lookUpOrKeep(
  job: DownloadJob,
  request: Omit<HubFileRequest, "signal">,
  signal: AbortSignal,
): Promise<HubFile | { readonly kept: DownloadResult }> {
  const { options, limits, clock, random, log, paths } = job;
  try {
    return await lookUpFile({ hub: options.hub, request, limits, clock, random, signal });
  } catch (error) {
    const isAway = error instanceof ReparteeError && ["hub_unreachable", "download_stalled"].includes(error.code);
    const present = isAway ? await findPresentFile(paths) : undefined;
    if (!isAway || present === undefined) throw error;
    log.warn(
      { path: paths.final, error: error.message },
      "the hub cannot be asked for a newer version; using this one",
    );
    return { kept: presentResult(job, present) };
  }
}

function pieceContext(
  job: DownloadJob,
  request: Omit<HubFileRequest, "signal">,
  expected: HubFile,
  usesRanges: boolean,
): PieceContext {
  const { options, limits, clock, log, random, action } = job;
  return {
    hub: options.hub,
    request: { ...request, revision: expected.commit ?? request.revision },
    expected,
    usesRanges,
    limits,
    clock,
    log,
    random,
    action,
    shared: { storageEtag: undefined, notBeforeMs: 0 },
  };
}

/** Why a download must begin with its first byte again; undefined when it must end. */
function restartReason(error: unknown): string | undefined {
  if (error instanceof FileChangedError) return `the file changed at the hub: ${error.message}`;
  if (error instanceof NoRangesError) return error.message;
  if (error instanceof WrongContentError && error.wasResumed)
    return "what an earlier download had left does not go with the rest";
  return undefined;
}

function partCount(expected: number | undefined): number {
  return Math.min(16, Math.max(1, Math.trunc(expected ?? 4)));
}

function refuseOtherHash(pinned: string | undefined, expected: HubFile, action: string): void {
  if (pinned === undefined || expected.sha256 === undefined || pinned === expected.sha256) return;
  throw new ReparteeError(
    "checksum_mismatch",
    `Cannot ${action}: expected a file with the SHA-256 ${pinned}, got ${expected.sha256} from the hub`,
    {
      hint: "The file was changed at the hub. Take the revision that was checked, or the new hash if you trust it.",
      facts: { found: expected.sha256, expected: pinned },
    },
  );
}

function changesTooOften(action: string, reason: string): ReparteeError {
  return new ReparteeError("download_failed", `Cannot ${action}: ${reason}, again and again`, {
    hint: "Name a commit as the revision, so that the file cannot change.",
  });
}
