import { expect, test } from "vitest";
import type { Serving } from "../../src/serving/serving.ts";
import { createScene, replies, says, sceneTimeouts } from "./scene.ts";

const never = (): AbortSignal => new AbortController().signal;

function embed(serving: Serving, model: string, signal: AbortSignal = never()) {
  return serving.embed({ requestId: "e1", model, call: { texts: ["one", "two"] } }, signal);
}

test("texts become vectors of the asked model, and everything is given back", async () => {
  const scene = await createScene({ models: { a: {} } });
  const { vectors } = await embed(scene.serving, "a");
  expect(vectors).toHaveLength(2);
  await scene.expectNothingLeft();
});

test("labels are rated by the asked model", async () => {
  const scene = await createScene({ models: { a: {} } });
  const call = { input: { kind: "text", text: "Good day" }, labels: ["happy", "sad"] } as const;
  const { labels } = await scene.serving.classify({ requestId: "c1", model: "a", call }, never());
  expect(labels.map(({ label }) => label)).toEqual(["happy", "sad"]);
  expect(labels.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  await scene.expectNothingLeft();
});

test("a call to a model that does not exist, and to a server without one, is refused by name", async () => {
  const scene = await createScene({ models: { a: {} } });
  await expect(embed(scene.serving, "b")).rejects.toMatchObject({ code: "model_not_found" });
  const empty = await createScene({ models: {} });
  await expect(embed(empty.serving, "b")).rejects.toMatchObject({ code: "no_model_configured" });
  await scene.expectNothingLeft();
});

test("a call ends by the clock, by the caller and by a drain, and leaves nothing behind", async () => {
  const hanging = { loads: [[{ type: "hang" }]] } as const;
  const scene = await createScene({ models: { a: hanging } });
  const timed = expect(embed(scene.serving, "a")).rejects.toMatchObject({ code: "total_timeout" });
  await scene.clock.advance(sceneTimeouts.totalTimeoutMs);
  await timed;
  const caller = new AbortController();
  const left = expect(embed(scene.serving, "a", caller.signal)).rejects.toMatchObject({ code: "cancelled" });
  caller.abort();
  await left;
  const drained = expect(embed(scene.serving, "a")).rejects.toMatchObject({ code: "draining" });
  const drain = scene.serving.drain(10);
  await scene.clock.advance(10);
  await Promise.all([drained, drain]);
  await expect(embed(scene.serving, "a")).rejects.toMatchObject({ code: "draining" });
  await scene.expectNothingLeft();
});

test("a call waits its turn behind a running reply, and is refused when the queue is full", async () => {
  const slow = replies({ type: "delay", ms: 100 }, says("Hi"));
  const scene = await createScene({ models: { a: slow }, limits: { maxInFlight: 1, maxQueued: 1 } });
  const reply = scene.start();
  await scene.clock.advance(0);
  const waiting = embed(scene.serving, "a");
  await scene.clock.advance(0);
  await expect(embed(scene.serving, "a")).rejects.toMatchObject({ code: "queue_full" });
  await scene.clock.advance(100);
  expect((await waiting).vectors).toHaveLength(2);
  expect(reply.text).toBe("Hi");
  await scene.expectNothingLeft();
});
