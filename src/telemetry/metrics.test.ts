import { expect, test } from "vitest";
import type { ReplyRecord } from "../core/observer.ts";
import { createMetrics, type Metrics, type MetricsOptions } from "./metrics.ts";

const record: ReplyRecord = {
  requestId: "r1",
  requestedModel: "llama",
  model: "llama",
  source: "model",
  outcome: "ok",
  finishReason: "stop",
  complete: true,
  usage: { promptTokens: 10, completionTokens: 5, cachedTokens: 4 },
  timings: { waitMs: 0, prefillMs: 20, decodeMs: 50, queueMs: 0, loadMs: 0, firstTokenMs: 30, totalMs: 80 },
};

let metrics: Metrics;

function create(options?: MetricsOptions): Metrics {
  metrics = createMetrics(options);
  return metrics;
}

/** The samples of one metric, without its help. */
async function samples(name: string): Promise<readonly string[]> {
  const { body } = await metrics.render();
  return body.split("\n").filter((line) => line.startsWith(name));
}

test("metrics count a reply, its tokens and its time to the first one", async () => {
  create().observer.replyFinished(record);
  expect(await samples("repartee_requests_total")).toEqual([
    'repartee_requests_total{model="llama",source="model",outcome="ok"} 1',
  ]);
  expect(await samples("repartee_tokens_total")).toEqual([
    'repartee_tokens_total{model="llama",kind="in"} 10',
    'repartee_tokens_total{model="llama",kind="cached"} 4',
    'repartee_tokens_total{model="llama",kind="out"} 5',
  ]);
  expect(await samples("repartee_time_to_first_token_seconds_sum")).toEqual([
    'repartee_time_to_first_token_seconds_sum{model="llama"} 0.03',
  ]);
});

test("metrics observe no first token, when a reply had none, and count its error's code", async () => {
  create().observer.replyFinished({
    ...record,
    source: "none",
    outcome: "error",
    errorCode: "first_token_timeout",
    complete: false,
    timings: { ...record.timings, firstTokenMs: null },
  });
  expect(await samples("repartee_time_to_first_token_seconds_count")).toEqual([]);
  expect(await samples("repartee_request_errors_total")).toEqual([
    'repartee_request_errors_total{code="first_token_timeout"} 1',
  ]);
});

test("metrics count loads, failures, fallbacks, losses and gaps between tokens", async () => {
  const { observer } = create();
  observer.modelLoaded("llama", 1500);
  observer.modelLoadFailed("llama", "insufficient_memory");
  observer.modelExited("llama", "runner crashed: secret words");
  observer.fallback("llama", "template", "runner_crashed");
  observer.replyRejected("llama", "tone");
  observer.tokenGap("llama", 40);
  const { body, contentType } = await metrics.render();
  expect(contentType).toMatch(/^text\/plain/);
  expect(body).toContain('repartee_model_load_seconds_sum{model="llama"} 1.5');
  expect(body).toContain('repartee_model_load_failures_total{model="llama",code="insufficient_memory"} 1');
  expect(body).toContain('repartee_models_gone_total{model="llama"} 1');
  expect(body).toContain('repartee_fallbacks_total{from="llama",to="template",reason="runner_crashed"} 1');
  expect(body).toContain('repartee_replies_rejected_total{model="llama",reason="tone"} 1');
  expect(body).toContain('repartee_time_between_tokens_seconds_bucket{le="0.04",model="llama"} 1');
  expect(body).not.toContain("secret words");
});

test("metrics label only configured models, so that callers cannot make labels", async () => {
  const { observer } = create({ modelNames: ["llama"] });
  for (let index = 0; index < 1000; index++) observer.replyFinished({ ...record, model: `made-up-${index}` });
  expect(await samples("repartee_requests_total")).toEqual([
    'repartee_requests_total{model="other",source="model",outcome="ok"} 1000',
  ]);
});

test("models that were asked for a token as a test are counted by what came of it", async () => {
  const { observer } = create({ modelNames: ["llama"] });
  observer.modelTested("llama", true);
  observer.modelTested("llama", true);
  observer.modelTested("llama", false);
  expect(await samples("repartee_model_tests_total")).toEqual([
    'repartee_model_tests_total{model="llama",outcome="passed"} 2',
    'repartee_model_tests_total{model="llama",outcome="failed"} 1',
  ]);
});

test("models that made room are counted by model and reason", async () => {
  const { observer } = create({ modelNames: ["llama"] });
  observer.modelEvicted("llama", "memory");
  observer.modelEvicted("llama", "memory");
  observer.modelEvicted("llama", "idle");
  expect(await samples("repartee_model_evictions_total")).toEqual([
    'repartee_model_evictions_total{model="llama",reason="memory"} 2',
    'repartee_model_evictions_total{model="llama",reason="idle"} 1',
  ]);
});

async function value(name: string): Promise<number> {
  return Number((await samples(name))[0]?.split(" ").at(-1));
}

test("gauges are read when the metrics are, and forget a model that has exited", async () => {
  create();
  const serving = { inFlight: 3, queued: 1, quarantined: 2, openBreakers: ["llama"] };
  let models = [{ name: "llama", state: "ready", leases: 2, slots: 4 }];
  metrics.setSources({ serving: () => serving, models: () => models });
  expect(await samples("repartee_queue_depth")).toEqual(["repartee_queue_depth 1"]);
  expect(await samples("repartee_requests_in_flight")).toEqual(["repartee_requests_in_flight 3"]);
  expect(await samples("repartee_model_")).toContain('repartee_model_slots{model="llama"} 4');
  expect(await samples("repartee_model_leases")).toEqual(['repartee_model_leases{model="llama"} 2']);
  expect(await samples("repartee_requests_quarantined")).toEqual(["repartee_requests_quarantined 2"]);
  expect(await samples("repartee_breaker_open")).toEqual(['repartee_breaker_open{model="llama"} 1']);
  models = [];
  expect(await samples("repartee_model_leases")).toEqual([]);
});

test("metrics have the process's memory, CPU time and event loop", async () => {
  create();
  expect(await value("process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  expect(await value("process_cpu_seconds_total")).toBeGreaterThan(0);
  const utilization = await value("repartee_event_loop_utilization");
  expect(utilization).toBeGreaterThanOrEqual(0);
  expect(utilization).toBeLessThanOrEqual(1);
});

test("two sets of metrics share nothing", async () => {
  const other = createMetrics();
  other.observer.replyFinished(record);
  create();
  expect(await samples("repartee_requests_total")).toEqual([]);
});
