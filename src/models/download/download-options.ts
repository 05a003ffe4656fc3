import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { Hub } from "../hub/hub.ts";
import type { DownloadLimits } from "./download-limits.ts";
import type { FileOrigin } from "./file-origin.ts";
import type { CachedFileName } from "./model-cache.ts";
import type { DownloadProgress } from "./progress.ts";

export interface DownloadOptions extends CachedFileName {
  readonly hub: Hub;
  /** Absolute; see model-cache.ts for what is in it. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly token?: string;
  /** Hex. When given, the hub's file must have this hash, whatever the hub says. */
  readonly sha256?: string;
  /**
   * `use` (default): a file that is there is the answer, without asking the hub. `check`: the hub is asked, and a newer
   * version replaces the file; when the hub cannot be reached, the file stays the answer.
   */
  readonly whenPresent?: "use" | "check";
  /** Requests at a time, 1–16; default 4. */
  readonly parallelParts?: number;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly limits?: Partial<DownloadLimits>;
  /** 0 to 1, for the jitter. */
  readonly random?: () => number;
  /** Bytes left on a folder's file system. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface DownloadResult {
  readonly path: string;
  readonly sizeBytes: number;
  /** `downloaded-elsewhere`: another process was at it, and this one waited. */
  readonly outcome: "downloaded" | "present" | "downloaded-elsewhere";
  /** Absent for a file that somebody put there by hand. */
  readonly origin?: FileOrigin;
  /** Bytes that an earlier download had left. */
  readonly resumedBytes: number;
  /** How often it began anew: the file changed at the hub, or what an earlier download had left was not good. */
  readonly restarts: number;
}
