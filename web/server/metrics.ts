import type { Connection } from "./connection.ts";

/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export async function readMetrics(connection: Connection): Promise<readonly Sample[]> {
  return parseMetrics(await (await connection.send("/metrics")).text());
}

export function parseMetrics(text: string): readonly Sample[] {
  return text.split("\n").flatMap((line) => {
    const found = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)/i.exec(line);
    if (found === null) return [];
    const [, name = "", labels = "", value = ""] = found;
    return [{ name, labels: parseLabels(labels), value: Number(value.replace("Inf", "Infinity")) }];
  });
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries([...pairs].map(([, name = "", value = ""]) => [name, value.replace(/\\(.)/g, "$1")]));
}

/** The sum of the samples of a metric whose labels are these. */
export function sumOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samples
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

/**
 * A quantile of what a histogram counted between two readings, in its unit, by linear interpolation inside of a bucket,
 * as Prometheus does it. Undefined when nothing was counted.
 */
export function quantileOf(
  now: readonly Sample[],
  before: readonly Sample[],
  name: string,
  quantile: number,
): number | undefined {
  const bounds = [
    ...new Set(now.filter((sample) => sample.name === `${name}_bucket`).map(({ labels }) => labels["le"] ?? "")),
  ]
    .map((le) => ({ le, bound: le === "+Inf" ? Infinity : Number(le) }))
    .toSorted((one, other) => one.bound - other.bound)
    .map(({ le, bound }) => ({
      bound,
      count: sumOf(now, `${name}_bucket`, { le }) - sumOf(before, `${name}_bucket`, { le }),
    }));
  const total = bounds.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = quantile * total;
  const index = bounds.findIndex(({ count }) => count >= rank);
  const { bound = 0, count = 0 } = bounds[index] ?? {};
  const lower = bounds[index - 1] ?? { bound: 0, count: 0 };
  if (bound === Infinity) return lower.bound;
  return lower.bound + (bound - lower.bound) * ((rank - lower.count) / Math.max(1, count - lower.count));
}
