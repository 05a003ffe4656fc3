import type { LockLimits } from "../download/download-limits.ts";

/** How large what comes out of a package may be, how long its client may be silent and how often it is tried. */
export interface PackageLimits {
  /** Of one file, or of all files of a set together. */
  readonly maxBytes: number;
  /** Files of a set. */
  readonly maxFiles: number;
  /** A client is ended after this long without a byte or a line. */
  readonly stallMs: number;
  /** Runs of a client for one package when the network breaks while bytes come. */
  readonly maxTries: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** How often the size of what has arrived is looked at. */
  readonly watchMs: number;
  /** Disk space that is left free. */
  readonly spareDiskBytes: number;
  readonly lock: LockLimits;
}

export const defaultPackageLimits: PackageLimits = {
  maxBytes: 64 * 2 ** 30,
  maxFiles: 500,
  stallMs: 60_000,
  maxTries: 4,
  backoffMs: 1_000,
  maxBackoffMs: 10_000,
  watchMs: 200,
  spareDiskBytes: 64 * 2 ** 20,
  lock: { heartbeatMs: 2_000, staleMs: 15_000, pollMs: 500 },
};
