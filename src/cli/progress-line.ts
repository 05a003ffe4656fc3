/** How far a download is, in words: a line with a bar for terminals, and one without for files and pipes. */
import { sizeText } from "../core/byte-size.ts";
import type { DownloadReport } from "../core/download-report.ts";

const widestBar = 30;
const narrowestBar = 8;

/**
 * `[#########---------------------]  30 %  0.6 of 2.0 GB  12 MB/s  2 min left`, no wider than `columns`: a line that wraps
 * could not be written over. The bar shrinks first, then it is left out, then the line is cut.
 */
export function progressLine(progress: DownloadReport, columns: number): string {
  const words = progressWords(progress);
  // The last column stays empty: some terminals wrap when it is written to.
  const room = columns - 1 - words.length - "[]  ".length;
  const barWidth = Math.min(widestBar, room);
  if (barWidth < narrowestBar) return words.slice(0, Math.max(0, columns - 1));
  const filled = Math.floor(share(progress) * barWidth);
  return `[${"#".repeat(filled)}${"-".repeat(barWidth - filled)}]  ${words}`;
}

/** `30 %  600 MB of 2.0 GB  12 MB/s  2 min left`. What is not known is left out. */
export function progressWords(progress: DownloadReport): string {
  const { downloadedBytes, totalBytes, bytesPerSecond, etaSeconds } = progress;
  const parts = [
    `${String(wholePercent(progress)).padStart(3)} %`,
    `${sizeText(downloadedBytes)} of ${sizeText(totalBytes)}`,
    ...(bytesPerSecond > 0 ? [`${sizeText(Math.round(bytesPerSecond))}/s`] : []),
    ...(etaSeconds === null || etaSeconds === 0 ? [] : [`${durationText(etaSeconds)} left`]),
    ...(progress.phase === undefined || downloadedBytes === totalBytes ? [] : [phaseText(progress)]),
  ];
  return parts.join("  ");
}

function phaseText({ phase, package: name = "a package" }: DownloadReport): string {
  return phase === "unpacking" ? `taking it out of ${name}` : `package ${name}`;
}

/** Rounded down: 100 only when all is there. */
export function wholePercent(progress: DownloadReport): number {
  return Math.floor(share(progress) * 100);
}

/** `5 s`, `2 min`, `1 h 20 min`; above a minute to the minute, for an estimate is no better. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes >= 100 * 60) return "more than 100 h";
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}

function share({ downloadedBytes, totalBytes }: DownloadReport): number {
  return totalBytes === 0 ? 1 : Math.min(1, downloadedBytes / totalBytes);
}
