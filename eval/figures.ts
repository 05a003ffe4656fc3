import type { Calibration } from "./calibration.ts";

/** A share with what stands behind it. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

/** One measured line of the report. */
export interface Figure {
  readonly name: string;
  /** Which way is good. */
  readonly better: "higher" | "lower";
  readonly value: Share | Durations | Calibration;
}

/** Milliseconds; null where nothing was measured. */
export interface Durations {
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

export function share(hits: readonly boolean[]): Share {
  return { hits: hits.filter(Boolean).length, of: hits.length };
}

export function durations(valuesMs: readonly (number | null)[]): Durations {
  const sorted = valuesMs.filter((value) => value !== null).toSorted((a, b) => a - b);
  const at = (part: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? null;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}

/** `42 of 50 (84 %)`, `120 ms, 95 % under 340 ms`, `0.12 over 50 (too sure by 0.08)`. */
export function describe(value: Figure["value"]): string {
  if ("error" in value) {
    if (value.of === 0) return "–";
    const way = value.excess > 0 ? "too sure" : "too modest";
    return `${value.error.toFixed(2)} over ${value.of} (${way} by ${Math.abs(value.excess).toFixed(2)})`;
  }
  if ("of" in value) {
    return value.of === 0 ? "–" : `${value.hits} of ${value.of} (${Math.round((100 * value.hits) / value.of)} %)`;
  }
  if (value.medianMs === null || value.p95Ms === null) return "–";
  return `${Math.round(value.medianMs)} ms, 95 % under ${Math.round(value.p95Ms)} ms`;
}
