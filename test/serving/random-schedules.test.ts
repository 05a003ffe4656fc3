import { expect, test } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import type { FakeLoadStep, FakeModelScript, FakeStep } from "../../src/testing/index.ts";
import { createScene, type RunningReply, says } from "./scene.ts";

const schedules = 150;
const seed = Number(process.env["SCHEDULE_SEED"] ?? Date.now() % 1_000_000);

/** Pseudo-random numbers that a seed repeats: a linear congruential generator with the constants of Numerical Recipes. */
function createRandom(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = ReturnType<typeof createRandom>;

const failure = new ReparteeError("generation_failed", "Scripted failure");

function randomStep(random: Random): FakeStep {
  const steps: readonly FakeStep[] = [
    says("word ", "word "),
    says("word"),
    says(" "),
    says(""),
    { type: "delay", ms: random(900) },
    { type: "delay", ms: random(50) },
    { type: "tool-call", id: "c", name: "f", pieces: ["{", "}"] },
    { type: "fail", error: failure },
    { type: "crash" },
    { type: "hang" },
    { type: "finish", reason: random(2) === 0 ? "stop" : "length" },
  ];
  return steps[random(steps.length)] ?? says("word");
}

function randomLoad(random: Random): FakeLoadStep[] {
  const steps: readonly FakeLoadStep[][] = [
    [],
    [{ type: "delay", ms: random(2_500) }],
    [
      { type: "progress", fraction: 0.5 },
      { type: "delay", ms: random(1_000) },
    ],
    [{ type: "fail", error: failure }],
    [{ type: "hang" }],
  ];
  return steps[random(steps.length)] ?? [];
}

function randomModel(random: Random): FakeModelScript {
  const list = <T>(length: number, make: () => T): T[] => Array.from({ length: 1 + random(length) }, make);
  return {
    slots: 1 + random(3),
    loads: list(3, () => randomLoad(random)),
    replies: list(4, () => list(6, () => randomStep(random))),
  };
}

async function playSchedule(scheduleSeed: number): Promise<void> {
  const random = createRandom(scheduleSeed);
  const models = { a: randomModel(random), b: randomModel(random) };
  const scene = await createScene({ models, limits: { maxInFlight: 1 + random(3), maxQueued: random(4) } });
  const replies: { reply: RunningReply; left: boolean; native: boolean }[] = [];

  for (let step = 0; step < 25; step += 1) {
    const some = replies[random(Math.max(1, replies.length))];
    switch (random(8)) {
      case 0:
        some?.reply.abort();
        break;
      case 1:
        if (some === undefined) break;
        some.left ||= !some.reply.ended;
        void some.reply.leave();
        break;
      case 2:
        scene.engine.crash(random(2) === 0 ? "a" : "b");
        break;
      case 3:
        void scene.pool.unload(random(2) === 0 ? "a" : "b");
        break;
      default: {
        const native = random(2) === 0;
        const chain = [["a"], ["b"], ["a", "b"], ["b", "a"]][random(4)] ?? ["a"];
        const reply = scene.start({ models: chain, fallback: native ? "template" : "none" });
        replies.push({ reply, left: false, native });
      }
    }
    await scene.clock.advance(random(700));
  }
  if (random(2) === 0) void scene.serving.drain(random(3_000));
  await scene.clock.advance(60_000);

  for (const { reply, left, native } of replies) {
    expect(reply.ended).toBe(true);
    const terminal = reply.events.filter((event) => event.type === "finish" || event.type === "error");
    expect(terminal).toHaveLength(left ? 0 : 1);
    if (!left) expect(reply.last).toBe(terminal[0]);
    if (native) expect(reply.types).not.toContain("error");
    const pieces = reply.types.map((type) => type === "text-delta" || type === "tool-call-delta");
    const start = reply.types.indexOf("start");
    expect(reply.types.lastIndexOf("start")).toBe(start);
    if (pieces.includes(true)) expect(pieces.indexOf(true)).toBe(start + 1);
  }
  expect(scene.records.map((record) => record.requestId).toSorted()).toEqual(
    replies.map((_, index) => `r${index + 1}`).toSorted(),
  );
  await scene.expectNothingLeft();
}

test(`every reply ends once and nothing is left over, in ${schedules} random schedules`, async () => {
  for (let index = 0; index < schedules; index += 1) {
    const scheduleSeed = seed + index;
    try {
      await playSchedule(scheduleSeed);
    } catch (error) {
      throw new Error(`Schedule failed; repeat it with SCHEDULE_SEED=${scheduleSeed}`, { cause: error });
    }
  }
}, 60_000);
