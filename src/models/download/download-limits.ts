/** How a download is divided, how often it is tried and how long it waits. */
export interface DownloadLimits {
  /** A file is asked for in pieces of at least this size; below twice this, in one. */
  readonly minPieceBytes: number;
  /** Bounds what the hash has to read behind the newest bytes: parallel parts times this stays in the page cache. */
  readonly maxPieceBytes: number;
  /** A part is given up and tried again after this long without a byte. */
  readonly stallMs: number;
  /** Tries of one piece in a row that bring less than `progressBytes`. */
  readonly maxTries: number;
  /** What a try must bring for the count of tries to start again. */
  readonly progressBytes: number;
  /** First wait between tries is random up to this, then up to twice this, and so on. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** A `Retry-After` beyond this ends the download. */
  readonly maxRetryAfterMs: number;
  /** How often the file may change at the hub during one download. */
  readonly maxRestarts: number;
  /** The journal is written when either has passed since the last time; both bound what a crash loses. */
  readonly journalMs: number;
  readonly journalBytes: number;
  /** Least time between two reports of progress. */
  readonly progressMs: number;
  /** Disk space that is left free. */
  readonly spareDiskBytes: number;
  readonly lock: LockLimits;
}

export interface LockLimits {
  /** How often the owner touches its lock. */
  readonly heartbeatMs: number;
  /** A lock that nobody touched for this long has no owner any more. */
  readonly staleMs: number;
  /** How often those who wait look. */
  readonly pollMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultDownloadLimits: DownloadLimits = {
  minPieceBytes: 8 * mebibyte,
  maxPieceBytes: 64 * mebibyte,
  stallMs: 20_000,
  maxTries: 5,
  progressBytes: mebibyte,
  backoffMs: 500,
  maxBackoffMs: 30_000,
  maxRetryAfterMs: 120_000,
  maxRestarts: 2,
  journalMs: 1_000,
  journalBytes: 16 * mebibyte,
  progressMs: 100,
  spareDiskBytes: 64 * mebibyte,
  lock: { heartbeatMs: 2_000, staleMs: 15_000, pollMs: 500 },
};
