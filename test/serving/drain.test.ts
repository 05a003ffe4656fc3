import { expect, test } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import { collectReply } from "../../src/serving/collect-reply.ts";
import { createScene, replies, says } from "./scene.ts";

const never = new AbortController().signal;
const template = { fallback: "template" } as const;

test("drain lets running replies finish, those that were queued as well, and nothing new in", async () => {
  const answer = replies(says("one"), { type: "delay", ms: 100 }, says(" two"));
  const scene = await createScene({ models: { a: answer }, limits: { maxInFlight: 1 } });
  const [running, queued] = [scene.start(), scene.start()];
  await scene.clock.advance(0);
  let drained = false;
  void scene.serving.drain(1_000).then(() => (drained = true));
  const [late, native] = [scene.start(), scene.start(template)];
  await scene.clock.advance(0);
  expect(scene.serving.state()).toMatchObject({
    inFlight: 1,
    queued: 1,
    draining: true,
    retiring: true,
    choosingModel: false,
  });
  expect(late.last).toMatchObject({ type: "error", error: { code: "draining", status: 503, retryAfterSeconds: 5 } });
  expect(native.last).toMatchObject({ type: "finish", source: "template", reason: "draining" });
  await scene.clock.advance(199);
  expect(drained).toBe(false);
  await scene.clock.advance(1);
  expect(drained).toBe(true);
  expect([running.text, queued.text]).toEqual(["one two", "one two"]);
  await scene.expectNothingLeft();
});

test("drain lets a hold that began before it go on asking, waits for its release, and lets in none that began after", async () => {
  const scene = await createScene({ models: { a: replies({ type: "delay", ms: 100 }, says("one")) } });
  const held = scene.serving.hold();
  let drained = false;
  void scene.serving.drain(1_000).then(() => (drained = true));
  const late = scene.serving.hold();
  await scene.clock.advance(200);
  const read = async (from: typeof held): Promise<string> => {
    const reply = collectReply(from.reply(scene.request(), never));
    return await reply.then(
      ({ text }) => text,
      (error: unknown) => (error instanceof ReparteeError ? error.code : String(error)),
    );
  };
  expect(await read(late)).toBe("draining");
  const lateInner = late.hold();
  expect(await read(lateInner)).toBe("draining");
  const inner = held.hold();
  const texts = Promise.all([read(held), read(inner)]);
  await scene.clock.advance(100);
  expect(await texts).toEqual(["one", "one"]);
  inner.release();
  lateInner.release();
  late.release();
  await scene.clock.advance(0);
  expect(drained).toBe(false);
  held.release();
  await scene.clock.advance(0);
  expect(drained).toBe(true);
  expect(await read(held)).toBe("draining");
  await scene.expectNothingLeft();
});

test("drain waits no longer for a hold than its time, whether it asks or not", async () => {
  const scene = await createScene({ models: { a: replies(says("one")) } });
  const held = scene.serving.hold();
  let drained = false;
  void scene.serving.drain(500).then(() => (drained = true));
  await scene.clock.advance(500);
  expect(drained).toBe(true);
  await expect(held.embed({ requestId: "e", model: "a", call: { texts: ["x"] } }, never)).rejects.toMatchObject({
    code: "draining",
  });
  held.release();
  await scene.expectNothingLeft();
});

test("drain ends what takes too long with a terminal event, whatever it was doing", async () => {
  const models = { a: replies(says("Half"), { type: "hang" }), b: replies({ type: "wedge" }) };
  const scene = await createScene({ models, limits: { maxInFlight: 4 } });
  const half = scene.start({ models: ["a"] });
  const halfNative = scene.start({ models: ["a"], ...template });
  const silent = scene.start({ models: ["b"] });
  const silentNative = scene.start({ models: ["b", "a"], ...template });
  const waiting = scene.start({ models: ["b"] });
  await scene.clock.advance(0);
  let drained = false;
  void scene.serving.drain(500).then(() => (drained = true));
  await scene.clock.advance(499);
  expect([half, halfNative, silent, silentNative, waiting].map((reply) => reply.ended)).not.toContain(true);
  await scene.clock.advance(1);
  expect(drained).toBe(true);
  expect(half.last).toMatchObject({ type: "error", error: { code: "draining" } });
  expect(halfNative.last).toMatchObject({ type: "finish", source: "model", complete: false, reason: "draining" });
  expect(silent.last).toMatchObject({ type: "error", error: { code: "draining" } });
  expect(silentNative.last).toMatchObject({ type: "finish", source: "template", complete: true, reason: "draining" });
  expect(waiting.last).toMatchObject({ type: "error", error: { code: "draining" } });
  expect(scene.records).toHaveLength(5);
  expect(scene.clock.pendingCount).toBe(0);
});

test("drain of a server with nothing to do is over at once, and can be asked for twice", async () => {
  const scene = await createScene({ models: { a: {} } });
  await scene.serving.drain(1_000);
  await scene.serving.drain(1_000);
  expect(scene.serving.state()).toMatchObject({
    inFlight: 0,
    queued: 0,
    draining: true,
    retiring: true,
    choosingModel: false,
  });
  expect(scene.clock.pendingCount).toBe(0);
});

test("request that is cancelled in the middle of a drain ends it", async () => {
  const scene = await createScene({ models: { a: replies({ type: "hang" }) } });
  const reply = scene.start();
  await scene.clock.advance(0);
  const drained = scene.serving.drain(1_000);
  reply.abort();
  await drained;
  await scene.expectNothingLeft();
});
