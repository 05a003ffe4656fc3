import type { Clock } from "../../core/clock.ts";
import type { DownloadReport } from "../../core/download-report.ts";

/**
 * How far the download of a model is. `downloadedBytes` never goes back, and equals `totalBytes` only in the last report,
 * when the file is in its place.
 */
export interface DownloadProgress extends DownloadReport {
  /** How often the download began anew because the file changed at the hub. */
  readonly restarts: number;
}

export interface ProgressReporter {
  /** Reports unless the last report was a moment ago. */
  update(downloadedBytes: number, totalBytes: number): void;
  restarted(): void;
  /** Reports 100 %. */
  finish(totalBytes: number): void;
}

/** The speed is a mean over this long, so that it neither jumps nor lags behind for long. */
const speedWindowMs = 5_000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

export function createProgressReporter(
  clock: Clock,
  minGapMs: number,
  onProgress: (progress: DownloadProgress) => void,
): ProgressReporter {
  let samples: Sample[] = [];
  let shownBytes = 0;
  let restarts = 0;
  let lastReportMs = -Infinity;

  function speed(nowMs: number, bytes: number): number {
    const [oldest] = samples;
    const spanMs = oldest === undefined ? 0 : nowMs - oldest.atMs;
    return oldest === undefined || spanMs <= 0 ? 0 : Math.max(0, ((bytes - oldest.bytes) * 1000) / spanMs);
  }

  function report(bytes: number, totalBytes: number): void {
    const nowMs = clock.now();
    const bytesPerSecond = speed(nowMs, bytes);
    samples = [...samples.filter(({ atMs }) => nowMs - atMs < speedWindowMs), { atMs: nowMs, bytes }];
    shownBytes = Math.max(shownBytes, bytes);
    lastReportMs = nowMs;
    const leftBytes = totalBytes - bytes;
    onProgress({
      downloadedBytes: Math.min(shownBytes, totalBytes),
      totalBytes,
      bytesPerSecond,
      etaSeconds: leftBytes === 0 ? 0 : bytesPerSecond > 0 ? leftBytes / bytesPerSecond : null,
      restarts,
    });
  }

  return {
    update(downloadedBytes, totalBytes) {
      // The last byte is not the end: the file still has to be checked and put in its place.
      if (downloadedBytes < totalBytes && clock.now() - lastReportMs >= minGapMs) report(downloadedBytes, totalBytes);
    },
    restarted() {
      restarts += 1;
      samples = [];
    },
    finish(totalBytes) {
      report(totalBytes, totalBytes);
    },
  };
}
