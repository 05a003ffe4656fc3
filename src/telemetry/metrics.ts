/**
 * Counters, histograms and gauges in Prometheus' text form, on a registry of their own. Times are in seconds, as
 * Prometheus expects them. Labels are names of configured models and words of fixed lists: what a caller writes never
 * becomes a label, so their number is bounded.
 */
import { Registry } from "prom-client";
import type { Observer } from "../core/observer.ts";
import { registerGauges, type GaugeSources } from "./gauges.ts";
import { createObserverMetrics } from "./observer-metrics.ts";
import { watchProcess } from "./process-metrics.ts";

export interface Metrics {
  readonly observer: Observer;
  setSources(sources: GaugeSources): void;
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export interface MetricsOptions {
  /** Names that may become labels; others are counted as `other`. Absent: all names may. */
  readonly modelNames?: readonly string[];
}

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  let sources: GaugeSources | undefined;
  const observer = createObserverMetrics(registry, options.modelNames);
  registerGauges(registry, () => sources);
  watchProcess(registry);

  return {
    observer,
    setSources(given) {
      sources = given;
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
