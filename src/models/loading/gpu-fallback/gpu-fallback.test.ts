import { describe, expect, test } from "vitest";
import type { Engine, LoadedModel } from "../../../core/engine.ts";
import { ReparteeError } from "../../../core/errors.ts";
import type { GenerateEvent } from "../../../core/generate-event.ts";
import { gpuFailureFact, type GpuFailure } from "../../../core/gpu-failure.ts";
import type { GenerateRequest } from "../../../core/generate-request.ts";
import { silentLog } from "../../../core/log.ts";
import { echoingSubject } from "../../../testing/echoing-subject.ts";
import { engineContract } from "../../../testing/engine-contract.ts";
import { fakeCapabilities } from "../../../testing/fake-engine.ts";
import {
  createFakeClock,
  createFakeEngine,
  createGate,
  type FakeEngine,
  type FakeEngineOptions,
} from "../../../testing/index.ts";
import { createGpuFallbackEngine } from "./create-gpu-fallback-engine.ts";

const source = { name: "m", location: "/models/m.gguf" };
const never: AbortSignal = new AbortController().signal;

function gpuError(failure: GpuFailure = "gpu_out_of_memory"): ReparteeError {
  return new ReparteeError("insufficient_memory", "cudaMalloc failed: out of memory", {
    facts: { [gpuFailureFact]: failure },
  });
}

interface Scene {
  readonly engine: Engine;
  readonly inner: FakeEngine;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly warnings: string[];
  /** The GPU's process ends. */
  killGpu(): void;
  load(): Promise<LoadedModel>;
}

/** The fake engine as one that has a GPU: what is loaded with layers there runs on "cuda". */
function createScene(models: NonNullable<FakeEngineOptions["models"]>[string] = {}): Scene {
  const clock = createFakeClock();
  const inner = createFakeEngine({ models: { m: models }, clock });
  const warnings: string[] = [];
  const onGpu = new Set<AbortController>();
  const withGpu: Engine = {
    ...inner,
    async load(from, options, signal) {
      const model = await inner.load(from, options, signal);
      if (options.gpuLayers === 0) return { ...model, info: { ...model.info, device: "cpu" } };
      const death = new AbortController();
      onGpu.add(death);
      const closed = AbortSignal.any([model.closed, death.signal]);
      return {
        ...model,
        closed,
        info: { ...model.info, device: "cuda" },
        async *generate(request, replySignal) {
          for await (const event of model.generate(request, AbortSignal.any([replySignal, death.signal]))) {
            yield death.signal.aborted ? ({ type: "error", error: death.signal.reason } as const) : event;
          }
        },
      };
    },
  };
  const log = { ...silentLog, warn: (_fields: object, message: string) => void warnings.push(message) };
  const engine = createGpuFallbackEngine({ inner: withGpu, log, clock });
  return {
    engine,
    inner,
    clock,
    warnings,
    killGpu: () => {
      for (const death of onGpu) death.abort(gpuError());
    },
    load: () => engine.load(source, {}, never),
  };
}

function ask(text: string): GenerateRequest {
  return { id: text, input: { kind: "text", text } };
}

async function reply(
  model: LoadedModel,
  request: GenerateRequest = ask("hello"),
  signal = never,
): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of model.generate(request, signal)) events.push(event);
  return events;
}

function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

function warningsOf(events: readonly GenerateEvent[]): readonly string[] {
  const last = events.at(-1);
  return last?.type === "finish" ? last.warnings.map(({ kind }) => kind) : [];
}

const failsOnGpuOnce = { loads: [[{ type: "fail", error: gpuError() }], []] } as const;
const failsFirstReply = {
  replies: [[{ type: "fail", error: gpuError() }], [{ type: "tokens", texts: ["well"] }]],
} as const;

describe("load", () => {
  test("of a model that the GPU has no memory for ends on the processor, and says so", async () => {
    const { load, inner, warnings } = createScene(failsOnGpuOnce);
    const model = await load();
    expect(model.info).toMatchObject({ device: "cpu", deviceReason: "gpu_out_of_memory" });
    expect(inner.loads.map(({ options }) => options.gpuLayers)).toEqual([undefined, 0]);
    expect(warnings).toEqual(["the GPU failed; the model is loaded on the processor instead"]);
    expect(warningsOf(await reply(model))).toEqual(["device-changed"]);
    expect(warningsOf(await reply(model))).toEqual([]);
  });

  test("reports progress that goes on growing on the processor: a load that stands still is given up", async () => {
    const steps = [0.5, 1].map((fraction) => ({ type: "progress", fraction }) as const);
    const { engine } = createScene({ loads: [[...steps, { type: "fail", error: gpuError() }], steps] });
    const reported: number[] = [];
    await engine.load(source, { onProgress: (fraction) => reported.push(fraction) }, never);
    // The engine itself ends with 1.
    expect(reported).toEqual([0.5, 0.95, 0.975, 1, 1]);
  });

  test("goes to the processor at once for an hour, and tries the GPU again after it", async () => {
    const { load, inner, clock } = createScene(failsOnGpuOnce);
    await (await load()).unload();
    await clock.advance(3_599_000);
    const again = await load();
    expect(again.info).toMatchObject({ device: "cpu", deviceReason: "gpu_out_of_memory" });
    await again.unload();
    await clock.advance(1_000);
    const later = await load();
    expect(later.info.device).toBe("cuda");
    expect(later.info.deviceReason).toBeUndefined();
    expect(inner.loads.map(({ options }) => options.gpuLayers)).toEqual([undefined, 0, 0, undefined]);
  });

  test("that fails for another reason fails, and nothing is loaded on the processor", async () => {
    const error = new ReparteeError("model_load_failed", "no such architecture");
    const { load, inner, warnings } = createScene({ loads: [[{ type: "fail", error }]] });
    await expect(load()).rejects.toBe(error);
    expect(inner.loads).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test("that finds no memory on the processor either tells of both", async () => {
    const error = new ReparteeError("insufficient_memory", "it needs 3 GB of memory, free is 2 GB", { hint: "Less." });
    const { load } = createScene({ loads: [[{ type: "fail", error: gpuError() }], [{ type: "fail", error }]] });
    await expect(load()).rejects.toMatchObject({
      code: "insufficient_memory",
      message: "it needs 3 GB of memory, free is 2 GB, and its GPU ran out of memory before",
      hint: "Less.",
    });
  });

  test("on the processor by the user's own choice is left alone", async () => {
    const { engine, inner } = createScene({ loads: [[{ type: "fail", error: gpuError() }]] });
    await expect(engine.load(source, { gpuLayers: 0 }, never)).rejects.toThrow("cudaMalloc");
    expect(inner.loads).toHaveLength(1);
  });
});

describe("a model on the GPU", () => {
  test("answers as it is while the GPU does", async () => {
    const { load, inner } = createScene();
    const model = await load();
    const events = await reply(model);
    expect(model.info.device).toBe("cuda");
    expect(warningsOf(events)).toEqual([]);
    await model.unload();
    expect(model.closed.aborted).toBe(true);
    expect(inner.loadedModels).toEqual([]);
  });

  test("that runs out of memory before the first word has its request answered by the processor", async () => {
    const { load, inner } = createScene(failsFirstReply);
    const model = await load();
    const events = await reply(model);
    expect(textOf(events)).toBe("well");
    expect(events.filter(({ type }) => type === "finish" || type === "error")).toHaveLength(1);
    expect(warningsOf(events)).toEqual(["device-changed"]);
    expect(model.info).toMatchObject({ device: "cpu", deviceReason: "gpu_out_of_memory" });
    expect(model.closed.aborted).toBe(false);
    // What was on the GPU is given back.
    expect(inner.loadedModels).toHaveLength(1);
  });

  test("that runs out of memory after the first word ends that reply with its error, and later ones are answered", async () => {
    const { load } = createScene({
      replies: [
        [
          { type: "tokens", texts: ["half"] },
          { type: "fail", error: gpuError() },
        ],
        [{ type: "tokens", texts: ["whole"] }],
      ],
    });
    const model = await load();
    const broken = await reply(model);
    expect(textOf(broken)).toBe("half");
    expect(broken.at(-1)).toMatchObject({ type: "error", error: { code: "insufficient_memory" } });
    const whole = await reply(model);
    expect(textOf(whole)).toBe("whole");
    expect(warningsOf(whole)).toEqual(["device-changed"]);
    expect(model.info.device).toBe("cpu");
  });

  test("whose process dies of it answers all that it held, and loads once", async () => {
    const gate = createGate();
    const { load, killGpu, inner } = createScene({
      replies: (request) =>
        request.id.endsWith("held") && inner.loads.length === 1
          ? [{ type: "wait", gate }]
          : [{ type: "tokens", texts: [request.id] }],
    });
    const model = await load();
    const held = [reply(model, ask("one held")), reply(model, ask("two held"))];
    await Promise.resolve();
    killGpu();
    const late = reply(model, ask("late"));
    const [one, two] = await Promise.all(held);
    expect([textOf(one ?? []), textOf(two ?? []), textOf(await late)]).toEqual(["one held", "two held", "late"]);
    expect(inner.loads).toHaveLength(2);
    expect(model.closed.aborted).toBe(false);
    expect(inner.liveGenerations).toBe(0);
  });

  test("that cannot go to the processor is closed with the reason, and the request ends with it", async () => {
    const full = new ReparteeError("insufficient_memory", "free is 1 GB");
    const { load } = createScene({ ...failsFirstReply, loads: [[], [{ type: "fail", error: full }]] });
    const model = await load();
    const events = await reply(model);
    expect(events.at(-1)).toMatchObject({ type: "error", error: { code: "insufficient_memory" } });
    expect(model.closed.reason).toMatchObject({ message: "free is 1 GB, and its GPU ran out of memory before" });
  });

  test("that fails for another reason stays there", async () => {
    const error = new ReparteeError("generation_failed", "no");
    const { load, inner } = createScene({ replies: [[{ type: "fail", error }]] });
    const model = await load();
    expect((await reply(model)).at(-1)).toEqual({ type: "error", error });
    expect(inner.loads).toHaveLength(1);
  });

  test("does not move a second time for one request: an error on the processor is the answer", async () => {
    const { load, inner } = createScene({ replies: [[{ type: "fail", error: gpuError() }]] });
    const model = await load();
    expect((await reply(model)).at(-1)).toMatchObject({ type: "error" });
    expect(inner.loads).toHaveLength(2);
  });

  test("whose request is cancelled while it moves ends that reply, and moves all the same", async () => {
    const gate = createGate();
    const { load } = createScene({ ...failsFirstReply, loads: [[], [{ type: "wait", gate }]] });
    const model = await load();
    const controller = new AbortController();
    const cancelled = reply(model, ask("cancelled"), controller.signal);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect((await cancelled).at(-1)).toMatchObject({ type: "finish", reason: "cancelled" });
    gate.open();
    expect(textOf(await reply(model))).toBe("well");
  });

  test("that is unloaded while it moves is closed, and leaves nothing in memory", async () => {
    const gate = createGate();
    const { load, inner } = createScene({ ...failsFirstReply, loads: [[], [{ type: "wait", gate }]] });
    const model = await load();
    const waiting = reply(model);
    await new Promise((resolve) => setImmediate(resolve));
    await model.unload();
    expect((await waiting).at(-1)).toMatchObject({ type: "error", error: { code: "model_unloaded" } });
    expect(model.closed.reason).toMatchObject({ code: "model_unloaded" });
    expect(inner.loadedModels).toEqual([]);
  });

  test("embeds on the processor what the GPU could not", async () => {
    const { load, killGpu, inner } = createScene();
    const model = await load();
    killGpu();
    const result = await model.embed?.({ id: "e", texts: ["a"] }, never);
    expect(result?.vectors).toHaveLength(1);
    expect(inner.loads).toHaveLength(2);
  });
});

describe("an engine with a GPU to fall back from keeps the engine contract", () => {
  const clock = createFakeClock();
  let inner = createFakeEngine();
  const subject = {
    ...echoingSubject,
    capabilities: fakeCapabilities,
    passedOn: () => inner.requests.at(-1)?.request.sampling,
    createEngine: () => createGpuFallbackEngine({ inner: (inner = createFakeEngine()), log: silentLog, clock }),
  };
  for (const check of engineContract(subject)) {
    (check.skip === undefined ? test : test.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
  }
});
