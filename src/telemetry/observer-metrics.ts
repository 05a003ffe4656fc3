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
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]): Histogram<"model"> =>
    new Histogram({ name, help, labelNames: ["model"], buckets, registers });

  const requests = counter("repartee_requests_total", "Finished requests.", ["model", "source", "outcome"]);
  const errors = counter("repartee_request_errors_total", "Requests that ended in an error, by its code.", ["code"]);
  const firstToken = histogram(
    "repartee_time_to_first_token_seconds",
    "From a request's arrival to its first text.",
    firstTokenBuckets,
  );
  const tokenGap = histogram(
    "repartee_time_between_tokens_seconds",
    "Between two events that carried tokens of one reply.",
    tokenGapBuckets,
  );
  const tokens = counter(
    "repartee_tokens_total",
    "Tokens: in (of prompts), cached (those of them that were reused), out (generated).",
    ["model", "kind"],
  );
  const rejected = counter(
    "repartee_replies_rejected_total",
    "Texts of models that were not shown, by the judge's reason.",
    ["model", "reason"],
  );
  const resumed = counter(
    "repartee_replies_resumed_total",
    "Replies that went on with a fresh process after theirs had died: before their first text, or mid-stream.",
    ["model", "when"],
  );
  const fallbacks = counter("repartee_fallbacks_total", "Failed links of a chain after which the next was tried.", [
    "from",
    "to",
    "reason",
  ]);
  const breakers = counter(
    "repartee_breaker_changes_total",
    "Breakers of models on other servers, by the state that they went to.",
    ["model", "state"],
  );
  const loads = histogram("repartee_model_load_seconds", "Successful loads of models.", loadBuckets);
  const loadFailures = counter("repartee_model_load_failures_total", "Failed loads of models, by the error's code.", [
    "model",
    "code",
  ]);
  const tests = counter(
    "repartee_model_tests_total",
    "Models of this machine that were asked for one token, once loaded or when silent: passed, failed.",
    ["model", "outcome"],
  );
  const exits = counter("repartee_models_gone_total", "Loaded models that were lost without being unloaded.", [
    "model",
  ]);
  const evictions = counter(
    "repartee_model_evictions_total",
    "Models taken out of memory: idle for long, or for another one's memory.",
    ["model", "reason"],
  );

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
    modelTested: (model, passed) => tests.inc({ model: label(model), outcome: passed ? "passed" : "failed" }),
    modelExited: (model) => exits.inc({ model: label(model) }),
    modelEvicted: (model, reason) => evictions.inc({ model: label(model), reason }),
  };
}
