/** Bytes that the whole machine has and has free. */
export interface MemoryInfo {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/**
 * `/proc/meminfo`. `MemAvailable` (since Linux 3.14) counts what caches can give up; without it free, cached and
 * buffered memory together come near. Undefined when the text has neither.
 */
export function parseMemInfo(text: string): MemoryInfo | undefined {
  const totalBytes = kibibytes(text, "MemTotal");
  const freeBytes =
    kibibytes(text, "MemAvailable") ??
    sum(kibibytes(text, "MemFree"), kibibytes(text, "Cached"), kibibytes(text, "Buffers"));
  return totalBytes === undefined || freeBytes === undefined ? undefined : { totalBytes, freeBytes };
}

/**
 * macOS's `vm_stat`: free, inactive, speculative and purgeable pages can be had. The system's own "free memory" counts
 * the first alone, which is near nothing on any machine that has run for a while.
 */
export function parseVmStat(text: string): number | undefined {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(text)?.[1] ?? Number.NaN);
  const pages = ["free", "inactive", "speculative", "purgeable"].map((kind) =>
    Number(new RegExp(`^Pages ${kind}:\\s+(\\d+)\\.`, "m").exec(text)?.[1] ?? 0),
  );
  const bytes = pageBytes * pages.reduce((total, count) => total + count, 0);
  return bytes > 0 ? bytes : undefined;
}

function kibibytes(text: string, field: string): number | undefined {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]) * 1024;
}

function sum(...values: readonly (number | undefined)[]): number | undefined {
  if (values[0] === undefined) return undefined;
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
