import { describe, expect, test } from "vitest";
import { ReparteeError, type ErrorCode } from "../../src/core/errors.ts";
import type { LoadedModel } from "../../src/core/engine.ts";
import type { GenerateEvent } from "../../src/core/generate-event.ts";
import type { FakeStep } from "../../src/testing/index.ts";
import { createScene, replies, says } from "./scene.ts";

const fails = (code: ErrorCode): FakeStep => ({ type: "fail", error: new ReparteeError(code, `Scripted ${code}`) });
const template = { fallback: "template" } as const;

test("plain reply passes through with its origin, usage and timings, and is recorded once", async () => {
  const scene = await createScene({ models: { a: replies(says("Good", " day")) } });
  const reply = scene.start();
  await scene.clock.advance(0);
  expect(reply.types).toEqual(["loading", "loading", "prefill", "start", "text-delta", "text-delta", "finish"]);
  expect(reply.text).toBe("Good day");
  expect(reply.events.find((event) => event.type === "start")).toEqual({ type: "start", source: "model", model: "a" });
  expect(reply.last).toMatchObject({
    source: "model",
    model: "a",
    finishReason: "stop",
    complete: true,
    usage: { completionTokens: 2 },
    warnings: [],
  });
  expect(reply.last).not.toHaveProperty("reason");
  expect(reply.ended).toBe(true);
  expect(scene.records).toEqual([
    expect.objectContaining({ requestId: "r1", requestedModel: "a", model: "a", source: "model", outcome: "ok" }),
  ]);
  expect(scene.fallbacks).toEqual([]);
  await scene.expectNothingLeft();
});

test("timings tell queue, load, first token and total apart", async () => {
  const slow = { loads: [[{ type: "delay", ms: 300 }]] } as const;
  const answer: FakeStep[] = [{ type: "delay", ms: 40 }, says("a"), { type: "delay", ms: 5 }, says("b")];
  const scene = await createScene({ models: { a: { ...slow, replies: [answer] } }, limits: { maxInFlight: 1 } });
  scene.start();
  const second = scene.start();
  await scene.clock.advance(1_000);
  expect(second.last).toMatchObject({ timings: { queueMs: 345, loadMs: 0, firstTokenMs: 385, totalMs: 390 } });
  expect(scene.records[0]?.timings).toMatchObject({ queueMs: 0, loadMs: 300, firstTokenMs: 340, totalMs: 345 });
  expect(scene.gaps).toEqual([5, 5]);
});

describe("fallback models of the server", () => {
  const models = { a: replies(fails("generation_failed")), b: replies(says("Hi")), c: replies(says("Ho")) };

  test.each([
    ["models", "Hi", ["a → b: generation_failed"]],
    ["template", /./, ["a → template: generation_failed"]],
    ["none", "", []],
  ] as const)("with fallback %s the requested model's failure is followed by %j", async (fallback, text, fallbacks) => {
    const scene = await createScene({ models, fallbackModels: () => ["a", "b", "c"] });
    const reply = scene.start({ models: ["a"], fallback });
    await scene.clock.advance(0);
    expect(reply.text).toMatch(text);
    expect(scene.fallbacks).toEqual(fallbacks);
    await scene.expectNothingLeft();
  });

  test("are not read while the requested model answers, also within a hold", async () => {
    let reads = 0;
    const fallbackModels = () => [`read ${(reads += 1)}`];
    const scene = await createScene({ models: { b: replies(says("Hi")) }, fallbackModels });
    const reply = scene.start({ fallback: "models" });
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ type: "finish", source: "model" });
    const hold = scene.serving.hold();
    const { signal } = new AbortController();
    for await (const event of hold.reply(scene.request({ fallback: "models" }), signal)) void event;
    hold.release();
    expect(reads).toBe(0);
  });
});

describe("before the first word", () => {
  test("second model answers unseen for one that fails, and says for whom and why", async () => {
    const scene = await createScene({ models: { a: replies(fails("generation_failed")), b: replies(says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(0);
    expect(reply.text).toBe("Hi");
    expect(reply.types.filter((type) => type === "start")).toHaveLength(1);
    const origin = { source: "fallback_model", model: "b", reason: "generation_failed" };
    expect(reply.events.find((event) => event.type === "start")).toMatchObject(origin);
    expect(reply.last).toMatchObject({ ...origin, type: "finish", complete: true });
    expect(scene.fallbacks).toEqual(["a → b: generation_failed"]);
    expect(scene.logged).toEqual(["model did not answer"]);
    expect(scene.records).toHaveLength(1);
    expect(scene.records[0]).toMatchObject({ requestedModel: "a", model: "b", outcome: "ok" });
    await scene.expectNothingLeft();
  });

  test("nothing is committed by tokens without a visible character, and they are sent once there is one", async () => {
    const blank: FakeStep[] = [says("", " "), { type: "delay", ms: 500 }, says("\n"), { type: "delay", ms: 500 }];
    const scene = await createScene({ models: { a: replies(...blank, says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(999);
    expect(reply.types).not.toContain("start");
    expect(reply.types).not.toContain("text-delta");
    await scene.clock.advance(1);
    expect(reply.text).toBe(" \nHi");
    expect(reply.types.slice(3)).toEqual(["start", ...Array<string>(4).fill("text-delta"), "finish"]);
    expect(reply.last).toMatchObject({ timings: { firstTokenMs: 1_000 } });
  });

  test("tokens without a visible character are dropped with the model that wrote them", async () => {
    const models = { a: replies(says(" ", "\n"), { type: "crash" }), b: replies(says("Hi")) };
    const scene = await createScene({ models });
    const reply = scene.start();
    for (let turn = 0; turn < 3; turn += 1) await scene.clock.advance(0);
    expect(reply.text).toBe("Hi");
    expect(reply.last).toMatchObject({ model: "b", reason: "request_quarantined" });
  });

  test("tool call commits", async () => {
    const call: FakeStep = { type: "tool-call", id: "c", name: "look_up", pieces: ["{", "}"] };
    const scene = await createScene({ models: { a: replies(call) } });
    const reply = scene.start();
    await scene.clock.advance(0);
    expect(reply.types.slice(3)).toEqual(["start", "tool-call-delta", "tool-call-delta", "finish"]);
    expect(reply.last).toMatchObject({ finishReason: "tool-calls", complete: true });
  });

  test("every link fails and a template answers with the first failure as its reason", async () => {
    const models = {
      a: { loads: [[fails("model_file_invalid") as never]] },
      b: replies({ type: "crash" }),
      c: replies(),
      d: replies(says("  ")),
    };
    const scene = await createScene({ models });
    const reply = scene.start(template);
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({
      type: "finish",
      source: "template",
      reason: "model_file_invalid",
      complete: true,
    });
    expect(reply.text).toMatch(/\S/);
    expect(scene.fallbacks).toEqual([
      "a → b: model_file_invalid",
      "b → c: request_quarantined",
      "c → d: empty_reply",
      "d → template: model_file_invalid",
    ]);
    expect(scene.records[0]).toMatchObject({ source: "template", model: "template", outcome: "ok", complete: true });
    await scene.expectNothingLeft();
  });

  test("every link fails and without a template the first failure is the error", async () => {
    const models = { a: replies(fails("generation_failed")), b: replies({ type: "crash" }) };
    const scene = await createScene({ models });
    const reply = scene.start();
    await scene.clock.advance(0);
    expect(reply.types).not.toContain("start");
    expect(reply.last).toMatchObject({ type: "error", error: { code: "generation_failed" } });
    expect(scene.records).toEqual([
      expect.objectContaining({ source: "none", outcome: "error", errorCode: "generation_failed", complete: false }),
    ]);
    await scene.expectNothingLeft();
  });

  test.each(["invalid_request", "context_length_exceeded", "unsupported_by_model"] as const)(
    "%s is the caller's to hear, and with a template asked for another model's chance",
    async (code) => {
      const scene = await createScene({ models: { a: replies(fails(code)), b: replies(says("Hi")) } });
      const [honest, native] = [scene.start(), scene.start(template)];
      await scene.clock.advance(0);
      expect(honest.last).toMatchObject({ type: "error", error: { code } });
      expect(native.last).toMatchObject({ type: "finish", source: "fallback_model", reason: code });
      expect(scene.engine.requests.filter(({ model }) => model === "b")).toHaveLength(1);
    },
  );

  test("each try has an id of its own", async () => {
    const scene = await createScene({ models: { a: replies(fails("generation_failed")), b: replies(says("Hi")) } });
    scene.start();
    await scene.clock.advance(0);
    expect(scene.engine.requests.map(({ request }) => request.id)).toEqual(["r1", "r1.1"]);
  });
});

describe("empty reply", () => {
  test("is a failure while another link is left", async () => {
    const scene = await createScene({ models: { a: replies(), b: replies(says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ model: "b", reason: "empty_reply" });
  });

  test("of the last model is a whole reply where no template is asked for", async () => {
    const scene = await createScene({ models: { a: replies() } });
    const reply = scene.start();
    await scene.clock.advance(0);
    expect(reply.types.slice(-2)).toEqual(["start", "finish"]);
    expect(reply.last).toMatchObject({ finishReason: "stop", complete: true, timings: { firstTokenMs: null } });
  });

  test("that ended at its length limit is no failure, and keeps its blanks", async () => {
    const scene = await createScene({ models: { a: replies(says(" ", " ", " ")), b: {} } });
    const { generate } = scene.request();
    const reply = scene.start({ ...template, generate: { ...generate, maxTokens: 2 } });
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ source: "model", finishReason: "length", complete: true });
    expect(reply.text).toBe("  ");
  });
});

describe("after the first word", () => {
  const failure = new ReparteeError("generation_failed", "The graph is broken");
  const models = { a: replies(says("Half a"), { type: "fail", error: failure }), b: replies(says("Hi")) };

  test("failure ends a native reply incomplete, with its reason, and no other model speaks", async () => {
    const scene = await createScene({ models });
    const reply = scene.start(template);
    await scene.clock.advance(0);
    expect(reply.text).toBe("Half a");
    expect(reply.last).toMatchObject({
      type: "finish",
      source: "model",
      model: "a",
      complete: false,
      reason: "generation_failed",
      usage: { completionTokens: 1 },
    });
    expect(scene.engine.requests).toHaveLength(1);
    expect(scene.records).toEqual([
      expect.objectContaining({ outcome: "error", errorCode: "generation_failed", source: "model", complete: false }),
    ]);
    await scene.expectNothingLeft();
  });

  test("failure ends an honest reply in an error event", async () => {
    const scene = await createScene({ models });
    const reply = scene.start();
    await scene.clock.advance(0);
    expect(reply.types.slice(-3)).toEqual(["start", "text-delta", "error"]);
    expect(reply.last).toMatchObject({ error: { code: "generation_failed" } });
    await scene.expectNothingLeft();
  });

  test("model that goes without ending its replies is noticed all the same", async () => {
    const scene = await createScene({ models: { a: replies(says("Half a"), { type: "hang" }) } });
    const gone = new AbortController();
    const load = scene.engine.load.bind(scene.engine);
    scene.pool.add({
      name: "mute",
      engine: {
        ...scene.engine,
        load: async (...parts) => ({ ...(await load(...parts)), closed: gone.signal, unload: async () => {} }),
      },
      source: { name: "a", location: "" },
      options: {},
      createdSeconds: 0,
    });
    const reply = scene.start({ models: ["mute"] });
    await scene.clock.advance(0);
    gone.abort(new ReparteeError("runner_crashed", "The process died"));
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ type: "error", error: { code: "runner_crashed" } });
  });
});

describe("models that break the contract", () => {
  async function answerOf(generate: LoadedModel["generate"]) {
    const scene = await createScene({ models: { a: {}, b: replies(says("Hi")) } });
    const load = scene.engine.load.bind(scene.engine);
    scene.pool.add({
      name: "odd",
      engine: { ...scene.engine, load: async (...parts) => ({ ...(await load(...parts)), generate }) },
      source: { name: "a", location: "" },
      options: {},
      createdSeconds: 0,
    });
    const reply = scene.start({ models: ["odd", "b"] });
    await scene.clock.advance(0);
    await scene.expectNothingLeft();
    return reply;
  }

  async function* nothing(): AsyncGenerator<GenerateEvent> {}
  const finish: GenerateEvent = {
    type: "finish",
    reason: "cancelled",
    usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 },
    timings: { waitMs: 0, prefillMs: 0, decodeMs: 0 },
    warnings: [],
  };

  test.each<[string, LoadedModel["generate"]]>([
    ["stream without a terminal event", nothing],
    [
      "generate that throws",
      () => {
        throw new TypeError("oops");
      },
    ],
    [
      "stream that throws",
      // oxlint-disable-next-line require-yield -- it is to throw
      async function* () {
        throw new TypeError("oops");
      },
    ],
    [
      "cancellation that nobody asked for",
      async function* () {
        yield finish;
      },
    ],
  ])("%s counts as a failure", async (_what, generate) => {
    const reply = await answerOf(generate);
    expect(reply.last).toMatchObject({ type: "finish", model: "b", reason: "generation_failed" });
  });

  test("event after the terminal one is not passed on", async () => {
    const reply = await answerOf(async function* () {
      yield { type: "text-delta", text: "Hi", tokenCount: 1 };
      yield { ...finish, reason: "stop" };
      yield { type: "text-delta", text: " again", tokenCount: 1 };
    });
    expect(reply.text).toBe("Hi");
    expect(reply.types.filter((type) => type === "finish")).toHaveLength(1);
  });
});

describe("full queue", () => {
  test("is an honest error, or a template at once, and no other model is asked for room", async () => {
    const models = { a: replies({ type: "hang" }), b: replies(says("Hi")) };
    const scene = await createScene({ models, limits: { maxInFlight: 1, maxQueued: 1 } });
    const [running, queued, honest, native] = [scene.start(), scene.start(), scene.start(), scene.start(template)];
    await scene.clock.advance(0);
    expect(queued.events).toEqual([{ type: "queued", ahead: 0 }]);
    expect(honest.events).toHaveLength(1);
    expect(honest.last).toMatchObject({ error: { code: "queue_full", status: 429, retryAfterSeconds: 1 } });
    expect(native.last).toMatchObject({ type: "finish", source: "template", reason: "queue_full", complete: true });
    expect(scene.fallbacks).toEqual(["a → template: queue_full"]);
    running.abort();
    queued.abort();
    await scene.expectNothingLeft();
  });
});

describe("no model", () => {
  test("unknown model is an honest error, without waiting for room", async () => {
    const scene = await createScene({ models: { a: replies({ type: "hang" }) }, limits: { maxInFlight: 1 } });
    scene.start();
    const reply = scene.start({ models: ["nobody"] });
    await scene.clock.advance(0);
    expect(reply.events).toHaveLength(1);
    expect(reply.last).toMatchObject({ type: "error", error: { code: "model_not_found" } });
  });

  test("none configured is told with the caller's hint", async () => {
    const scene = await createScene({ models: {}, noModelHint: "Run `repartee pull`." });
    const reply = scene.start({ models: ["a"] });
    const native = scene.start({ models: [], ...template });
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ error: { code: "no_model_configured", hint: "Run `repartee pull`." } });
    expect(native.last).toMatchObject({ type: "finish", source: "template", reason: "no_model_configured" });
  });
});

describe("template that fails", () => {
  test("leaves an empty, incomplete reply and no error", async () => {
    const broken = await createScene({ models: { template: replies(fails("generation_failed")) } });
    const { model } = await broken.pool.lease("template", { signal: new AbortController().signal });
    const scene = await createScene({ models: { a: replies({ type: "crash" }) }, templateModel: model });
    const reply = scene.start(template);
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({
      type: "finish",
      source: "template",
      complete: false,
      reason: "generation_failed",
    });
    expect(scene.logged).toContain("template could not be written");
  });
});

test("a feature's own template ends the chain, whole whatever the token limit is", async () => {
  const scene = await createScene({ models: { a: replies(fails("runner_crashed")) } });
  const reply = scene.start({
    ...template,
    writeTemplate: () => "One two three. Four.",
    generate: { input: { kind: "text", text: "Hi" }, maxTokens: 1, stop: ["three"] },
  });
  await scene.clock.advance(0);
  expect(reply.text).toBe("One two three. Four.");
  expect(reply.last).toMatchObject({ source: "template", reason: "runner_crashed", complete: true });
  await scene.expectNothingLeft();
});
