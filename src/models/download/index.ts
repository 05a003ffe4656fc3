/** Files of a hub in a folder on this machine: brought there, listed and removed. */
export { downloadFile } from "./download-file.ts";
export { defaultDownloadLimits, type DownloadLimits, type LockLimits } from "./download-limits.ts";
export type { DownloadOptions, DownloadResult } from "./download-options.ts";
export type { FileOrigin } from "./file-origin.ts";
export { cachePaths, listDownloaded, type CachedFileName, type DownloadedModelFile } from "./model-cache.ts";
export type { DownloadProgress } from "./progress.ts";
export { removeDownloaded } from "./remove-downloaded.ts";
