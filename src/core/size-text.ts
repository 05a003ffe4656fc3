/** `3221225472` → `3.2 GB`, in the powers of ten that files and disks are sold in. */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return bytes < 1000 ? `${bytes} B` : `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 999.5e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
