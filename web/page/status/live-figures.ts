import { quantileOf, sumOf, type Sample } from "../../server/metrics.ts";

/** What is plotted, one point a reading. Undefined: nothing happened that it could be read from. */
export interface Figures {
  /** Seconds since 1970. */
  readonly atS: number;
  readonly inFlight: number;
  readonly queued: number;
  readonly slots: number;
  readonly tokensPerSecond: number;
  /** Milliseconds. */
  readonly firstTokenP50: number | undefined;
  readonly firstTokenP95: number | undefined;
  /** Share of the prompts' tokens that were reused, 0–1. */
  readonly cached: number | undefined;
  /** Share of the time that the event loop was busy, 0–1. */
  readonly busy: number;
}

export interface Reading {
  readonly atMs: number;
  readonly samples: readonly Sample[];
}

const firstToken = "repartee_time_to_first_token_seconds";

/** Figures at `now`; rates and quantiles are of the time since `before`. */
export function figuresOf(now: Reading, before: Reading): Figures {
  const grown = (name: string, labels?: Readonly<Record<string, string>>): number =>
    sumOf(now.samples, name, labels) - sumOf(before.samples, name, labels);
  const seconds = Math.max(0.001, (now.atMs - before.atMs) / 1000);
  const read = grown("repartee_tokens_total", { kind: "in" });
  const milliseconds = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : value * 1000;
  return {
    atS: now.atMs / 1000,
    inFlight: sumOf(now.samples, "repartee_requests_in_flight"),
    queued: sumOf(now.samples, "repartee_queue_depth"),
    slots: sumOf(now.samples, "repartee_model_slots"),
    tokensPerSecond: grown("repartee_tokens_total", { kind: "out" }) / seconds,
    firstTokenP50: milliseconds(quantileOf(now.samples, before.samples, firstToken, 0.5)),
    firstTokenP95: milliseconds(quantileOf(now.samples, before.samples, firstToken, 0.95)),
    cached: read === 0 ? undefined : grown("repartee_tokens_total", { kind: "cached" }) / read,
    busy: sumOf(now.samples, "repartee_event_loop_utilization"),
  };
}

/** A counter's rows since the start of the server, the largest first. */
export function countsOf(
  samples: readonly Sample[],
  name: string,
  toText: (labels: Readonly<Record<string, string>>) => string,
): readonly (readonly [text: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { labels, value } of samples.filter((sample) => sample.name === name)) {
    const text = toText(labels);
    counts.set(text, (counts.get(text) ?? 0) + value);
  }
  return [...counts].filter(([, count]) => count > 0).toSorted(([, one], [, other]) => other - one);
}
