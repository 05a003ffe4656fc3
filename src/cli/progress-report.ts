import type { DownloadReport } from "../core/download-report.ts";
import { progressLine, progressWords, wholePercent } from "./progress-line.ts";
import { createStatusLine } from "./status-line.ts";

export interface ProgressReport {
  update(progress: DownloadReport): void;
  /** Takes the line away. */
  end(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A log of a download that takes hours stays readable. */
const percentStep = 5;
const usualColumns = 80;

/** A bar that is written over on a terminal; elsewhere a line for every {@link percentStep} %. */
export function createProgressReport(stream: ProgressStream): ProgressReport {
  const status = createStatusLine(stream);
  let shownPercent = -percentStep;
  return {
    update(progress) {
      if (stream.isTTY === true) return status.show(progressLine(progress, stream.columns ?? usualColumns));
      const percent = wholePercent(progress);
      if (percent < shownPercent + percentStep && !(percent === 100 && shownPercent < 100)) return;
      shownPercent = percent - (percent % percentStep);
      stream.write(`${progressWords(progress)}\n`);
    },
    end: () => status.clear(),
  };
}
