import { describe, expect, test } from "vitest";
import { createGate, type FakeStep } from "../../src/testing/index.ts";
import { createScene, replies, says, sceneTimeouts } from "./scene.ts";

const template = { fallback: "template" } as const;
const delay = (ms: number): FakeStep & { type: "delay" } => ({ type: "delay", ms });
const hang = { type: "hang" } as const;

describe("queue timeout", () => {
  test("refuses a request that waited too long, and not before", async () => {
    const scene = await createScene({ models: { a: replies(hang) }, limits: { maxInFlight: 1 } });
    scene.start();
    const [honest, native] = [scene.start(), scene.start(template)];
    await scene.clock.advance(sceneTimeouts.queueTimeoutMs - 1);
    expect(honest.types).toEqual(["queued"]);
    await scene.clock.advance(1);
    expect(honest.last).toMatchObject({ error: { code: "queue_timeout", status: 429, retryAfterSeconds: 1 } });
    expect(native.last).toMatchObject({ type: "finish", source: "template", reason: "queue_timeout" });
    expect(scene.records[0]?.timings).toMatchObject({ queueMs: sceneTimeouts.queueTimeoutMs, loadMs: 0 });
  });
});

describe("load timeouts", () => {
  test("load without progress is given up and answered by the next model", async () => {
    const models = { a: { loads: [[{ type: "progress", fraction: 0.5 } as const, hang]] }, b: replies(says("Hi")) };
    const scene = await createScene({ models });
    const reply = scene.start();
    await scene.clock.advance(sceneTimeouts.loadStallTimeoutMs - 1);
    expect(reply.types).toEqual(["loading", "loading"]);
    await scene.clock.advance(1);
    expect(reply.last).toMatchObject({ model: "b", reason: "load_timeout" });
    expect(scene.pool.status("a")).toMatchObject({
      state: "failed",
      failure: { code: "load_timeout", message: 'Loading model "a" made no progress for 2 s, at 50 %' },
    });
    await scene.expectNothingLeft();
  });

  test("load that waits for memory says so when its timeout ends, and is not counted as a failure of the model", async () => {
    const models = { a: replies(says("Hi"), delay(600), says(" there"), hang), b: replies(says("Hello")) };
    const scene = await createScene({ models, roomFor: 1 });
    const busy = scene.start({ models: ["a"] });
    await scene.clock.advance(0);
    const waiting = scene.start({ models: ["b"], timeouts: { loadStallTimeoutMs: 500 } });
    await scene.clock.advance(499);
    expect(waiting.types).toEqual(["loading"]);
    await scene.clock.advance(1);
    expect(waiting.last).toMatchObject({
      type: "error",
      error: {
        code: "load_timeout",
        message: 'Model "b" was not loaded within 500 ms: other models hold the memory and none became idle',
        retryAfterSeconds: 1,
      },
    });
    expect(scene.pool.status("b")?.state).toBe("unloaded");
    busy.abort();
    await scene.clock.advance(0);
    const next = scene.start({ models: ["b"] });
    await scene.clock.advance(0);
    expect(next.text).toBe("Hello");
    await scene.expectNothingLeft();
  });

  test("progress, however small, resets the stall timeout", async () => {
    const steps = [0.001, 0.002, 0.003].flatMap((fraction) => [{ type: "progress", fraction } as const, delay(1_500)]);
    const scene = await createScene({ models: { a: { loads: [steps], replies: [[says("Hi")]] } } });
    const reply = scene.start();
    await scene.clock.advance(4_500);
    expect(reply.last).toMatchObject({ type: "finish", model: "a", timings: { loadMs: 4_500 } });
    expect(reply.types.filter((type) => type === "loading")).toHaveLength(2);
  });

  test("load with progress is given up at the load timeout", async () => {
    const steps = Array.from({ length: 9 }, (_, index) => [
      { type: "progress", fraction: index / 10 } as const,
      delay(1_000),
    ]).flat();
    const scene = await createScene({ models: { a: { loads: [steps] } } });
    const reply = scene.start();
    await scene.clock.advance(sceneTimeouts.loadTimeoutMs - 1);
    expect(reply.ended).toBe(false);
    await scene.clock.advance(1);
    expect(reply.last).toMatchObject({ error: { code: "load_timeout", status: 504 } });
    await scene.expectNothingLeft();
  });
});

describe("first-token timeout", () => {
  test("ends a silent model, which a second one then answers for", async () => {
    const scene = await createScene({ models: { a: replies(hang), b: replies(says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(sceneTimeouts.firstTokenTimeoutMs - 1);
    expect(reply.types).not.toContain("start");
    await scene.clock.advance(1);
    expect(reply.last).toMatchObject({ model: "b", reason: "first_token_timeout" });
    await scene.expectNothingLeft();
  });

  test("is a cap that progress of the prefill does not move", async () => {
    const steps = Array.from({ length: 8 }, (_, index) => [
      { type: "prefill", processedTokens: index, totalTokens: 10, cachedTokens: 0 } as const,
      delay(500),
    ]).flat();
    const scene = await createScene({ models: { a: replies(...steps, says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(sceneTimeouts.firstTokenTimeoutMs);
    expect(reply.last).toMatchObject({ error: { code: "first_token_timeout" } });
  });

  test("gives a silent prefill longer than the time between tokens", async () => {
    const wait = delay(sceneTimeouts.tokenGapTimeoutMs * 2);
    const scene = await createScene({ models: { a: replies(wait, says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(wait.ms);
    expect(reply.last).toMatchObject({ type: "finish", complete: true });
  });

  test("accepts a token without visible text", async () => {
    const scene = await createScene({
      models: { a: replies(delay(2_900), says(""), delay(600), says(""), delay(600), says("Hi")) },
    });
    const reply = scene.start();
    await scene.clock.advance(4_100);
    expect(reply.last).toMatchObject({ type: "finish", source: "model" });
  });

  test("ends a model that is deaf to abort, and the reply does not wait for it", async () => {
    const scene = await createScene({ models: { a: replies({ type: "wedge" }), b: replies(says("Hi")) } });
    const reply = scene.start();
    await scene.clock.advance(sceneTimeouts.firstTokenTimeoutMs);
    expect(reply.last).toMatchObject({ model: "b" });
    expect(scene.pool.status("a")?.leases).toBe(0);
    expect(scene.clock.pendingCount).toBe(0);
  });
});

describe("token gap timeout", () => {
  test("ends a model that stops in the middle", async () => {
    const models = { a: replies(says("Half"), hang) };
    const scene = await createScene({ models });
    const [honest, native] = [scene.start(), scene.start(template)];
    await scene.clock.advance(sceneTimeouts.tokenGapTimeoutMs - 1);
    expect(honest.ended).toBe(false);
    await scene.clock.advance(1);
    expect(honest.last).toMatchObject({ error: { code: "token_stall", status: 504 } });
    expect(native.last).toMatchObject({ type: "finish", complete: false, reason: "token_stall", source: "model" });
    await scene.expectNothingLeft();
  });

  test("is reset by each token, visible or not, and by nothing else", async () => {
    const sign = { type: "prefill", processedTokens: 1, totalTokens: 1, cachedTokens: 0 } as const;
    const scene = await createScene({
      models: { a: replies(says("a"), delay(600), says(""), delay(600), says("b"), delay(600), sign, delay(600)) },
    });
    const reply = scene.start();
    await scene.clock.advance(1_899);
    expect(reply.text).toBe("ab");
    expect(reply.ended).toBe(false);
    await scene.clock.advance(1);
    expect(reply.last).toMatchObject({ error: { code: "token_stall" } });
    expect(scene.gaps).toEqual([600, 600]);
  });

  test("does not count the time in which the reader is behind", async () => {
    const gate = createGate();
    const scene = await createScene({
      models: { a: replies(says(...Array<string>(3_000).fill("x")), { type: "wait", gate }, says("y")) },
    });
    const iterator = scene.serving.reply(scene.request(), new AbortController().signal)[Symbol.asyncIterator]();
    await iterator.next();
    await scene.clock.advance(10 * sceneTimeouts.tokenGapTimeoutMs);
    gate.open();
    let text = "";
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      if (next.value.type === "text-delta") text += next.value.text;
      if (next.value.type === "finish") expect(next.value.complete).toBe(true);
    }
    expect(text).toBe(`${"x".repeat(3_000)}y`);
    await scene.expectNothingLeft();
  });
});

describe("total timeout", () => {
  const forever = replies(...Array.from({ length: 60 }, () => [says("x"), delay(500)]).flat());

  test("ends an endless reply", async () => {
    const scene = await createScene({ models: { a: forever } });
    const [honest, native] = [scene.start(), scene.start(template)];
    await scene.clock.advance(sceneTimeouts.totalTimeoutMs - 1);
    expect(honest.ended).toBe(false);
    await scene.clock.advance(1);
    expect(honest.last).toMatchObject({ error: { code: "total_timeout" } });
    expect(native.last).toMatchObject({ type: "finish", complete: false, reason: "total_timeout" });
    await scene.expectNothingLeft();
  });

  test("before the first word leaves no time for another model, only for a template", async () => {
    const scene = await createScene({ models: { a: replies(hang), b: replies(says("Hi")) } });
    const reply = scene.start({ ...template, timeouts: { totalTimeoutMs: 100 } });
    await scene.clock.advance(100);
    expect(reply.last).toMatchObject({ source: "template", reason: "total_timeout", complete: true });
    expect(scene.engine.requests.map(({ model }) => model)).toEqual(["a"]);
    expect(scene.fallbacks).toEqual(["a → template: total_timeout"]);
  });

  test("begins with the permit", async () => {
    const scene = await createScene({ models: { a: replies(delay(900), says("Hi")) }, limits: { maxInFlight: 1 } });
    scene.start();
    const second = scene.start({ timeouts: { totalTimeoutMs: 1_000 } });
    await scene.clock.advance(1_800);
    expect(second.last).toMatchObject({ type: "finish", complete: true });
  });
});
