import { expect, test } from "vitest";
import type { ModelPool, ModelStatus } from "../../../models/pool/model-pool.ts";
import type { Serving, ServingState } from "../../../serving/serving.ts";
import { assessReadiness } from "./readiness.ts";

const model: ModelStatus = { name: "a", engine: "fake", state: "unloaded", leases: 0, createdSeconds: 0 };

function assess(
  models: readonly Partial<ModelStatus>[],
  state: Partial<ServingState> = {},
  blockedMs: readonly number[] = [],
): ReturnType<typeof assessReadiness> {
  const serving = {
    state: () => ({ inFlight: 0, queued: 0, draining: false, retiring: false, ...state }),
  } as unknown as Serving;
  const pool = {
    list: () => models.map((one) => ({ ...model, ...one })),
    running: () => blockedMs.map((ms) => ({ vitals: { blockedMs: ms, residentBytes: 1 } })),
  } as unknown as ModelPool;
  return assessReadiness(pool, serving);
}

const downloading = { state: "loading", phase: "downloading", loadFraction: 0.2 } as const;

test("server whose only model is on its way from the hub is not ready, and says how far it is", () => {
  expect(assess([{ ...downloading, etaSeconds: 41.2 }])).toMatchObject({
    ready: false,
    reason: "downloading",
    waits_for: { fraction: 0.2, eta_seconds: 42 },
  });
});

test("server with downloads and failed models tells of the download that is furthest", () => {
  expect(assess([downloading, { ...downloading, loadFraction: 0.7 }, { state: "failed" }])).toMatchObject({
    reason: "downloading",
    waits_for: { fraction: 0.7 },
  });
});

test.each(["unloaded", "loading", "ready", "unloading"] as const)(
  "server with a download is ready when another model is %s",
  (state) => {
    const readiness = assess([downloading, { state }]);
    expect(readiness.ready).toBe(true);
    expect(readiness.waits_for).toBeUndefined();
  },
);

test("server whose model is read from the disk is ready: the next request waits for it", () => {
  expect(assess([{ state: "loading", phase: "loading" }]).ready).toBe(true);
});

test("server whose model is being converted is not ready", () => {
  expect(assess([{ state: "loading", phase: "converting", loadFraction: 0.5 }]).ready).toBe(false);
});

test("server for which a model is being chosen is not ready, and is not reported as permanently without one", () => {
  expect(assess([], { choosingModel: true })).toMatchObject({
    ready: false,
    reason: "downloading",
    waits_for: { fraction: 0 },
  });
  expect(assess([], { choosingModel: true, retiring: true }).reason).toBe("draining");
  expect(assess([]).reason).toBe("no_model_configured");
});

test("server whose every model is on a server that cannot be reached is not ready", () => {
  expect(assess([{ unreachable: true }, { state: "failed" }])).toMatchObject({ reason: "models_unreachable" });
  expect(assess([{ unreachable: true }, {}]).ready).toBe(true);
});

test("server that announced its end is not ready", () => {
  expect(assess([{ state: "ready" }], { retiring: true })).toMatchObject({ ready: false, reason: "draining" });
});

test("server whose every model has answered nobody for seconds is not ready", () => {
  const loaded = { state: "ready" } as const;
  expect(assess([loaded], {}, [4_900])).toMatchObject({ ready: true });
  expect(assess([loaded], {}, [5_000])).toMatchObject({ ready: false, reason: "models_blocked" });
  expect(assess([loaded, loaded], {}, [5_000, 0])).toMatchObject({ ready: true });
});
