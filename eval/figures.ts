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
  readonly value: Share | Durations;
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

/** `42 of 50 (84 %)`, `120 ms, 95 % under 340 ms`. */
export function describe(value: Figure["value"]): string {
  if ("of" in value) {
    return value.of === 0 ? "–" : `${value.hits} of ${value.of} (${Math.round((100 * value.hits) / value.of)} %)`;
  }
  if (value.medianMs === null || value.p95Ms === null) return "–";
  return `${Math.round(value.medianMs)} ms, 95 % under ${Math.round(value.p95Ms)} ms`;
}
