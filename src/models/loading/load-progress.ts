import type { Log } from "../../core/log.ts";
import type { DownloadProgress } from "../download/progress.ts";
import type { LoadActivity } from "./load-activity.ts";

/** How much of a load's fraction a download takes, and a conversion of what is left then. */
const downloadShare = 0.9;
const conversionShare = 0.8;
/** Reported at once when something long begins, so that those who wait know of it. */
const firstFraction = 1e-6;

/** What one load is doing, as one fraction of the whole that never goes back. */
export interface LoadProgress {
  readonly activity: LoadActivity;
  onDownload(): void;
  onProgress(progress: DownloadProgress): void;
  /** @param converted 0–1; once with 1 where nothing has to be converted. */
  onConvert(converted: number): void;
  /** The files are ready: the engine's own progress, 0–1, takes what is left. */
  loading(share: number): void;
}

export interface LoadProgressOptions {
  readonly name: string;
  readonly reference: string;
  readonly log: Log;
  readonly report: ((fraction: number) => void) | undefined;
}

export function createLoadProgress({ name, reference, log, report }: LoadProgressOptions): LoadProgress {
  let activity: LoadActivity = { phase: "loading" };
  let fraction = 0;
  let downloaded = 0;
  /** The fraction when the engine began. */
  let prepared: number | undefined;
  let loggedTenths = 0;

  function advance(next: number): void {
    fraction = next;
    report?.(Math.max(firstFraction, next));
  }

  /** A line for each tenth of a download. */
  function logTenth({ downloadedBytes, totalBytes, bytesPerSecond, etaSeconds }: DownloadProgress): void {
    const tenths = Math.floor((downloadedBytes / Math.max(1, totalBytes)) * 10);
    if (tenths <= loggedTenths) return;
    loggedTenths = tenths;
    const speed = Math.round(bytesPerSecond);
    const eta = etaSeconds === null ? {} : { etaSeconds: Math.ceil(etaSeconds) };
    const sizes = { downloadedBytes, totalBytes, bytesPerSecond: speed, ...eta };
    log.info({ model: name, percent: tenths * 10, ...sizes }, "downloading");
  }

  return {
    get activity() {
      return activity;
    },
    onDownload() {
      activity = { phase: "downloading" };
      log.info({ model: name, reference }, "model is not here yet; downloading it");
      advance(0);
    },
    onProgress(progress) {
      const { etaSeconds, downloadedBytes, totalBytes } = progress;
      activity = { phase: "downloading", etaSeconds: etaSeconds ?? undefined };
      logTenth(progress);
      downloaded = downloadShare;
      advance((downloadedBytes / Math.max(1, totalBytes)) * downloadShare);
    },
    onConvert(converted) {
      if (activity.phase !== "converting") {
        if (converted === 1) return;
        log.info({ model: name }, "model is converted, once");
      }
      activity = { phase: "converting" };
      advance(downloaded + converted * (1 - downloaded) * conversionShare);
    },
    loading(share) {
      activity = { phase: "loading" };
      prepared ??= fraction;
      if (share > 0) advance(prepared + share * (1 - prepared));
    },
  };
}
