/** Files of a hub in a folder on this machine: brought there, listed and removed. */
export { downloadFile } from "./download-file.ts";
export { type DownloadLimits } from "./download-limits.ts";
export type { DownloadOptions, DownloadResult } from "./download-options.ts";
export {
  cachePaths,
  listDownloaded,
  listPartial,
  type CachedFileName,
  type DownloadedModelFile,
} from "./model-cache.ts";
export type { DownloadProgress } from "./progress.ts";
export { removeDownloaded } from "./remove-downloaded.ts";
