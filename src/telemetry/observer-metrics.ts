import { Counter, Histogram, type Registry } from "prom-client";
import type { Observer } from "../core/observer.ts";

/** Seconds; from a cached prompt on a GPU to a long one on two cores. */
const firstTokenBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60];
/** Seconds; 5 ms is 200 tokens a second, 15 s is the default token_gap_timeout_ms. */
const tokenGapBuckets = [0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1, 2.5, 5, 15];
const loadBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 120];

/** What is counted as it happens. @param modelNames may become labels, others are counted as `other`; absent: all may. */
export function createObserverMetrics(registry: Registry, modelNames?: readonly string[]): Observer {
  const registers = [registry];
  const known = modelNames === undefined ? undefined : new Set(modelNames);
  const label = (model: string): string => (known === undefined || known.has(model) ? model : "other");
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
    help: "From a request's arrival to its first text.",
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
  const rejected = new Counter({
    name: "repartee_replies_rejected_total",
    help: "Texts of models that were not shown, by the judge's reason.",
    labelNames: ["model", "reason"],
    registers,
  });
  const resumed = new Counter({
    name: "repartee_replies_resumed_total",
    help: "Replies that went on with a fresh process after theirs had died: before their first text, or mid-stream.",
    labelNames: ["model", "when"],
    registers,
  });
  const fallbacks = new Counter({
    name: "repartee_fallbacks_total",
    help: "Failed links of a chain after which the next was tried.",
    labelNames: ["from", "to", "reason"],
    registers,
  });
  const breakers = new Counter({
    name: "repartee_breaker_changes_total",
    help: "Breakers of models on other servers, by the state that they went to.",
    labelNames: ["model", "state"],
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
  const exits = new Counter({
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

  return {
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
    replyResumed(model, isMidStream) {
      resumed.inc({ model: label(model), when: isMidStream ? "mid_stream" : "before_text" });
    },
    replyRejected: (model, reason) => rejected.inc({ model: label(model), reason }),
    fallback: (from, to, reason) => fallbacks.inc({ from: label(from), to: label(to), reason }),
    breakerChanged: (model, state) => breakers.inc({ model: label(model), state }),
    modelLoaded: (model, loadMs) => loads.observe({ model: label(model) }, loadMs / 1000),
    modelLoadFailed: (model, code) => loadFailures.inc({ model: label(model), code }),
    modelExited: (model) => exits.inc({ model: label(model) }),
    modelEvicted: (model, reason) => evictions.inc({ model: label(model), reason }),
  };
}
