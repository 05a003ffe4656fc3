import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import type { FakeModelScript } from "../../src/testing/index.ts";
import { createScene, replies, type RunningReply, says, type Scene } from "./scene.ts";

interface Case {
  readonly state: string;
  readonly model: FakeModelScript;
  /** Requests that take all room before the one that is watched. */
  readonly before?: number;
  readonly source: "none" | "model";
}

const hang = { type: "hang" } as const;

const cases: readonly Case[] = [
  { state: "queued", model: replies(hang), before: 1, source: "none" },
  { state: "loading", model: { loads: [[hang]] }, source: "none" },
  { state: "prefill", model: replies(hang), source: "none" },
  { state: "prefill, deaf to abort", model: replies({ type: "wedge" }), source: "none" },
  { state: "prefill, with blanks held", model: replies(says(" "), hang), source: "none" },
  { state: "streaming", model: replies(says("Half"), hang), source: "model" },
];

/** A reply in the state of the case, and what else holds the model. */
async function reach({
  model,
  before = 0,
}: Case): Promise<{ scene: Scene; reply: RunningReply; others: RunningReply[] }> {
  const scene = await createScene({ models: { a: model, b: replies(says("Hi")) }, limits: { maxInFlight: 1 } });
  const others = Array.from({ length: before }, () => scene.start());
  const reply = scene.start({ fallback: "template" });
  await scene.clock.advance(10);
  return { scene, reply, others };
}

async function expectCancelled(scene: Scene, others: readonly RunningReply[], expected: Case): Promise<void> {
  await scene.clock.advance(0);
  expect(scene.serving.state()).toMatchObject({ inFlight: others.length, queued: 0 });
  expect(scene.pool.status("a")?.leases).toBe(others.length);
  expect(scene.records).toEqual([
    expect.objectContaining({ outcome: "cancelled", source: expected.source, model: "a", complete: false }),
  ]);
  expect(scene.fallbacks).toEqual([]);
  expect(scene.logged).toEqual([]);
  for (const other of others) other.abort();
  await scene.clock.advance(0);
  expect(scene.clock.pendingCount).toBe(0);
  expect(scene.serving.state()).toMatchObject({ inFlight: 0, queued: 0 });
}

describe.each(cases)("while $state", (expected) => {
  test("abort ends the reply as cancelled and frees all that it held", async () => {
    const { scene, reply, others } = await reach(expected);
    expect(reply.ended).toBe(false);
    reply.abort();
    await scene.clock.advance(0);
    expect(reply.last).toMatchObject({ type: "finish", finishReason: "cancelled", complete: false, model: "a" });
    expect(reply.types.filter((type) => type === "start")).toHaveLength(expected.source === "none" ? 0 : 1);
    await expectCancelled(scene, others, expected);
  });

  test("leaving the iteration frees all that the reply held", async () => {
    const { scene, reply, others } = await reach(expected);
    const seen = reply.events.length;
    await reply.leave();
    expect(scene.serving.state()).toMatchObject({ inFlight: others.length, queued: 0 });
    expect(reply.events).toHaveLength(seen);
    await expectCancelled(scene, others, expected);
  });
});

test("signal that was aborted before the first event takes nothing from anybody", async () => {
  const scene = await createScene({ models: { a: replies(says("Hi")) } });
  const events = [];
  for await (const event of scene.serving.reply(scene.request(), AbortSignal.abort())) events.push(event);
  expect(events).toEqual([expect.objectContaining({ type: "finish", finishReason: "cancelled" })]);
  expect(scene.engine.loads).toHaveLength(0);
  expect(scene.records).toHaveLength(1);
});

test("reply that is never read does nothing", async () => {
  const scene = await createScene({ models: { a: replies(says("Hi")) } });
  const iterator = scene.serving.reply(scene.request(), new AbortController().signal)[Symbol.asyncIterator]();
  await scene.clock.advance(0);
  expect(await iterator.return?.()).toMatchObject({ done: true });
  expect(scene.engine.loads).toHaveLength(0);
  expect(scene.records).toHaveLength(0);
});

test("reply whose reader stops reading is finished all the same, and holds no model", async () => {
  const scene = await createScene({ models: { a: replies(says("a", "b", "c")) } });
  const iterator = scene.serving.reply(scene.request(), new AbortController().signal)[Symbol.asyncIterator]();
  await iterator.next();
  await scene.expectNothingLeft();
  expect(scene.records).toEqual([expect.objectContaining({ outcome: "ok" })]);
});

test("cancelling one reply leaves the text of another as it is", async () => {
  const answer = replies(says("one", " two"), { type: "delay", ms: 100 }, says(" three"));
  const scene = await createScene({ models: { a: answer } });
  const [stays, goes] = [scene.start(), scene.start()];
  await scene.clock.advance(50);
  goes.abort();
  await scene.clock.advance(50);
  expect(stays.text).toBe("one two three");
  expect(stays.last).toMatchObject({ complete: true });
  expect(goes.text).toBe("one two");
  await scene.expectNothingLeft();
});

test("unload while a reply runs lets it finish, and the next one loads the model anew", async () => {
  const scene = await createScene({ models: { a: replies(says("one"), { type: "delay", ms: 100 }, says(" two")) } });
  const first = scene.start();
  await scene.clock.advance(10);
  const unloaded = scene.pool.unload("a");
  const second = scene.start();
  await scene.clock.advance(10);
  expect(second.types).toEqual([]);
  await scene.clock.advance(200);
  await unloaded;
  expect([first.text, second.text]).toEqual(["one two", "one two"]);
  expect(scene.engine.loads).toHaveLength(2);
  await scene.expectNothingLeft();
});

test("replies leave no listener on the caller's signal or on the model", async () => {
  const scene = await createScene({ models: { a: replies(says("Hi")) } });
  const held = await scene.pool.lease("a", { signal: new AbortController().signal });
  const before = getEventListeners(held.model.closed, "abort").length;
  const caller = new AbortController();
  for (let count = 0; count < 20; count += 1) {
    for await (const event of scene.serving.reply(scene.request(), caller.signal))
      if (count < 10 && event.type === "start") break;
  }
  expect(scene.records).toHaveLength(20);
  expect(getEventListeners(caller.signal, "abort")).toHaveLength(0);
  expect(getEventListeners(held.model.closed, "abort")).toHaveLength(before);
  held.release();
  await scene.expectNothingLeft();
});
