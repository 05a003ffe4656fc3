import { expect, test } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import { silentObserver } from "../core/observer.ts";
import type { ReplyEvent } from "../core/reply.ts";
import type { Lease } from "../models/pool/model-pool.ts";
import { createFakeClock, createFakeEngine } from "../testing/index.ts";
import { type Link, runAttempt } from "./attempt.ts";
import { defaultTimeouts } from "./timeouts.ts";

const ended = new ReparteeError("draining", "Repartee is shutting down");

/** An attempt at a model that is ready, and whose way there the test can change. */
function createScene(change: Partial<Link> = {}) {
  const clock = createFakeClock();
  const engine = createFakeEngine({ clock });
  const stop = new AbortController();
  const events: ReplyEvent[] = [];
  let released = 0;
  async function createLease(): Promise<Lease> {
    const model = await engine.load({ name: "m", location: "" }, {}, new AbortController().signal);
    return { model, release: () => void (released += 1) };
  }
  const begin = () =>
    runAttempt({
      link: {
        origin: { source: "model", model: "m" },
        enter: () => Promise.resolve(),
        acquire: createLease,
        ...change,
      },
      request: { id: "r", input: { kind: "text", text: "Hello there" } },
      timeouts: defaultTimeouts,
      clock,
      output: { emit: (event) => void events.push(event), room: () => undefined },
      stop: stop.signal,
      emptyIsReply: false,
      observer: silentObserver,
    });
  return { clock, engine, stop, events, begin, createLease, released: () => released };
}

test("attempt that goes well tells what it took and leaves nothing behind", async () => {
  const { begin, clock, engine, events, released } = createScene();
  const outcome = await begin();
  expect(outcome).toMatchObject({ kind: "finished", finish: { reason: "stop" }, usage: { completionTokens: 2 } });
  expect(events.map((event) => event.type)).toEqual(["prefill", "start", "text-delta", "text-delta"]);
  expect(released()).toBe(1);
  await clock.advance(0);
  expect(clock.pendingCount).toBe(0);
  expect(engine.liveGenerations).toBe(0);
});

test("attempt that is stopped before it begins asks nobody for anything", async () => {
  const { begin, engine, stop } = createScene({ enter: () => Promise.reject(new Error("was asked")) });
  stop.abort(ended);
  expect(await begin()).toMatchObject({ kind: "failed", error: ended, failedIn: "admitted", committed: false });
  expect(engine.loads).toHaveLength(0);
});

test("lease that arrives after the attempt was stopped is given back, and the model is not asked", async () => {
  let give = (_lease: Lease): void => {};
  const scene = createScene({ acquire: () => new Promise((resolve) => (give = resolve)) });
  const outcome = scene.begin();
  await scene.clock.advance(0);
  scene.stop.abort(ended);
  expect(await outcome).toMatchObject({ kind: "failed", failedIn: "loading" });
  give(await scene.createLease());
  await scene.clock.advance(0);
  expect(scene.released()).toBe(1);
  expect(scene.engine.requests).toHaveLength(0);
  expect(scene.clock.pendingCount).toBe(0);
});

test("request that is let in after the attempt was stopped goes no further", async () => {
  let letIn = (): void => {};
  const scene = createScene({ enter: () => new Promise((resolve) => (letIn = resolve)) });
  const outcome = scene.begin();
  scene.stop.abort(ended);
  expect(await outcome).toMatchObject({ kind: "failed", failedIn: "queued" });
  letIn();
  await scene.clock.advance(0);
  expect(scene.engine.loads).toHaveLength(0);
});

test("model that has exited when its lease arrives is not waited for", async () => {
  const scene = createScene();
  const lease = await scene.createLease();
  scene.engine.crash("m");
  const mute = {
    ...lease.model,
    generate: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
  };
  const late = createScene({ acquire: async () => ({ ...lease, model: mute }) });
  const outcome = late.begin();
  await late.clock.advance(0);
  expect(await outcome).toMatchObject({ kind: "failed", error: { code: "runner_crashed" }, failedIn: "prefill" });
  expect(late.clock.pendingCount).toBe(0);
});
