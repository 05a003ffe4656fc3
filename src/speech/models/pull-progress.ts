import type { DownloadReport } from "../../core/download-report.ts";

export interface SpeechPullReports {
  readonly onProgress?: (progress: DownloadReport) => void;
  /** 0 when a conversion begins, 1 when it has ended. */
  readonly onConvert?: (fraction: number) => void;
}

/** The progress of files that come one after the other as that of one download of about `aboutBytes`. */
export function createJoinedProgress(
  aboutBytes: number,
  report: (progress: DownloadReport) => void,
): { readonly startFile: () => (progress: DownloadReport) => void } {
  let before = 0;
  let current = 0;
  let shown = 0;
  return {
    startFile() {
      before += current;
      current = 0;
      return (progress) => {
        current = progress.downloadedBytes;
        const downloadedBytes = Math.max(shown, before + current);
        shown = downloadedBytes;
        const totalBytes = Math.max(aboutBytes, before + progress.totalBytes);
        const { bytesPerSecond } = progress;
        const left = totalBytes - downloadedBytes;
        const etaSeconds = bytesPerSecond > 0 ? left / bytesPerSecond : null;
        report({ ...progress, downloadedBytes, totalBytes, etaSeconds });
      };
    },
  };
}
