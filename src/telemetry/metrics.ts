/**
 * Counters, histograms and gauges in Prometheus' text form, on a registry of their own. Times are in seconds, as
 * Prometheus wants them. Labels are names of configured models and words of fixed lists: what a caller writes never
 * becomes a label, so their number is bounded.
 */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Observer } from "../core/observer.ts";
import type { StorageState } from "../core/stores.ts";
import { watchProcess } from "./process-metrics.ts";

/** What is read when metrics are rendered. */
export interface GaugeSources {
  readonly serving: () => { readonly inFlight: number; readonly queued: number };
  readonly models: () => readonly ModelGauges[];
  readonly storage?: () => StorageState;
}

export interface ModelGauges {
  readonly name: string;
  readonly state: string;
  /** Requests that hold the model. */
  readonly leases: number;
  /** Requests that it answers at once; absent while it is not loaded. */
  readonly slots?: number;
}

export interface Metrics {
  readonly observer: Observer;
  setSources(sources: GaugeSources): void;
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

export interface MetricsOptions {
  /** Names that may become labels; others are counted as `other`. Absent: all names may. */
  readonly modelNames?: readonly string[];
}

/** Seconds; from a cached prompt on a GPU to a long one on two cores. */
const firstTokenBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60];
/** Seconds; 5 ms is 200 tokens a second, 15 s is where the stall clock rings. */
const tokenGapBuckets = [0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1, 2.5, 5, 15];
const loadBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 120];

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const known = options.modelNames === undefined ? undefined : new Set(options.modelNames);
  const label = (model: string): string => (known === undefined || known.has(model) ? model : "other");
  let sources: GaugeSources | undefined;

  const requests = new Counter({
    name: "repartee_requests_total",
    help: "Finished requests.",
    labelNames: ["model", "source", "outcome"],
    registers,
  });
  const errors = new Counter({
    name: "repartee_request_errors_total",
    help: "Requests that ended in an error, by its code.",
    labelNames: ["code"],
    registers,
  });
  const firstToken = new Histogram({
    name: "repartee_time_to_first_token_seconds",
    help: "From a request's arrival to its first piece.",
    labelNames: ["model"],
    buckets: firstTokenBuckets,
    registers,
  });
  const tokenGap = new Histogram({
    name: "repartee_time_between_tokens_seconds",
    help: "Between two events that carried tokens of one reply.",
    labelNames: ["model"],
    buckets: tokenGapBuckets,
    registers,
  });
  const tokens = new Counter({
    name: "repartee_tokens_total",
    help: "Tokens: in (of prompts), cached (those of them that were reused), out (generated).",
    labelNames: ["model", "kind"],
    registers,
  });
  const fallbacks = new Counter({
    name: "repartee_fallbacks_total",
    help: "Failed links of a chain after which the next was tried.",
    labelNames: ["from", "to"],
    registers,
  });
  const loads = new Histogram({
    name: "repartee_model_load_seconds",
    help: "Successful loads of models.",
    labelNames: ["model"],
    buckets: loadBuckets,
    registers,
  });
  const loadFailures = new Counter({
    name: "repartee_model_load_failures_total",
    help: "Failed loads of models, by the error's code.",
    labelNames: ["model", "code"],
    registers,
  });
  const gone = new Counter({
    name: "repartee_models_gone_total",
    help: "Loaded models that were lost without being unloaded.",
    labelNames: ["model"],
    registers,
  });
  const evictions = new Counter({
    name: "repartee_model_evictions_total",
    help: "Models taken out of memory: idle for long, or for another one's memory.",
    labelNames: ["model", "reason"],
    registers,
  });

  const queueDepth = new Gauge({
    name: "repartee_queue_depth",
    help: "Requests that wait to be let in.",
    registers: [],
    collect() {
      this.set(sources?.serving().queued ?? 0);
    },
  });
  const inFlight = new Gauge({
    name: "repartee_requests_in_flight",
    help: "Requests that were let in and have not ended.",
    registers: [],
    collect() {
      this.set(sources?.serving().inFlight ?? 0);
    },
  });
  registry.registerMetric(queueDepth);
  registry.registerMetric(inFlight);
  modelGauge("repartee_model_slots", "Requests that a loaded model answers at once.", (model) => model.slots ?? 0);
  modelGauge("repartee_model_leases", "Requests that hold a model.", (model) => model.leases);
  modelGauge("repartee_model_ready", "1 when the model is loaded.", (model) => (model.state === "ready" ? 1 : 0));
  storageGauge("repartee_storage_available", "1 when the database takes writes.", ({ available }) =>
    available ? 1 : 0,
  );
  storageGauge("repartee_storage_journaled", "Writes that wait for the database.", ({ pending }) => pending);
  storageGauge("repartee_storage_dropped", "Writes that were given up since the start.", ({ dropped }) => dropped);
  watchProcess(registry);

  function storageGauge(name: string, help: string, read: (state: StorageState) => number): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        const state = sources?.storage?.();
        if (state !== undefined) this.set(read(state));
      },
    });
    registry.registerMetric(gauge);
  }

  function modelGauge(name: string, help: string, read: (model: ModelGauges) => number): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["model"],
      registers: [],
      collect() {
        this.reset();
        for (const model of sources?.models() ?? []) this.set({ model: model.name }, read(model));
      },
    });
    registry.registerMetric(gauge);
  }

  const observer: Observer = {
    replyFinished({ model: name, source, outcome, errorCode, usage, timings }) {
      const model = label(name);
      requests.inc({ model, source, outcome });
      if (errorCode !== undefined) errors.inc({ code: errorCode });
      if (timings.firstTokenMs !== null) firstToken.observe({ model }, timings.firstTokenMs / 1000);
      tokens.inc({ model, kind: "in" }, usage.promptTokens);
      tokens.inc({ model, kind: "cached" }, usage.cachedTokens);
      tokens.inc({ model, kind: "out" }, usage.completionTokens);
    },
    tokenGap: (model, gapMs) => tokenGap.observe({ model: label(model) }, gapMs / 1000),
    fallback: (from, to) => fallbacks.inc({ from: label(from), to: label(to) }),
    modelLoaded: (model, loadMs) => loads.observe({ model: label(model) }, loadMs / 1000),
    modelLoadFailed: (model, code) => loadFailures.inc({ model: label(model), code }),
    modelExited: (model) => gone.inc({ model: label(model) }),
    modelEvicted: (model, reason) => evictions.inc({ model: label(model), reason }),
  };

  return {
    observer,
    setSources(given) {
      sources = given;
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
