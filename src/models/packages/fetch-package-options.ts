import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { PackageClientOptions } from "./client-command.ts";
import type { PackageLimits } from "./package-limits.ts";
import type { DownloadProgress } from "../download/progress.ts";

export interface FetchPackageOptions {
  /** Absolute. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly clients: PackageClientOptions;
  /** Of what comes out of the package, for the disk and the progress; absent: what the client says. */
  readonly aboutBytes?: number;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly limits?: Partial<PackageLimits>;
  readonly clock?: Clock;
  readonly log?: Log;
  /** 0 to 1, for the jitter between tries. */
  readonly random?: () => number;
  /** Bytes left on a folder's file system. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}
