/** A model on another server that fails again and again is left alone until a test reply succeeds. */
import { expect, test } from "vitest";
import { ReparteeError, type ErrorCode } from "../../src/core/errors.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import type { FakeStep } from "../../src/testing/index.ts";
import { createScene, replies, says, type Scene } from "./scene.ts";

const fail = (code: ErrorCode, status?: number): FakeStep => {
  const details = status === undefined ? {} : { facts: { status } };
  return { type: "fail", error: new ReparteeError(code, `Scripted ${code}`, details) };
};

interface Shaky {
  readonly scene: Scene;
  /** What the model does from now on. */
  next: readonly FakeStep[];
  readonly asked: readonly GenerateRequest[];
}

async function createShaky(device: string = "remote"): Promise<Shaky> {
  const asked: GenerateRequest[] = [];
  const shaky = {
    next: [fail("upstream_error")] as readonly FakeStep[],
    asked,
  };
  const script = (request: GenerateRequest): readonly FakeStep[] => {
    asked.push(request);
    return shaky.next;
  };
  const models = { a: { device, replies: script }, b: replies(says("Hello", " from b")) };
  return Object.assign(shaky, { scene: await createScene({ models, breakerFailures: 3 }) });
}

/** The code of the error that a reply by the model ends in, or `finish`. */
async function endOf({ scene }: Shaky): Promise<string | undefined> {
  const reply = scene.start({ models: ["a"] });
  await scene.clock.advance(0);
  const { last } = reply;
  return last?.type === "error" ? last.error.code : last?.type;
}

test("opens after failures in a row, lets the chain go on, and closes after a test with words of its own", async () => {
  const shaky = await createShaky();
  const { scene } = shaky;
  for (let turn = 0; turn < 3; turn += 1) expect(await endOf(shaky)).toBe("upstream_error");
  expect(scene.breakers).toEqual(["a open"]);
  expect(scene.serving.state().openBreakers).toEqual(["a"]);
  expect(await endOf(shaky)).toBe("upstream_unavailable");
  const reply = scene.start();
  await scene.clock.advance(0);
  expect([reply.text, reply.last]).toMatchObject([
    "Hello from b",
    { source: "fallback_model", model: "b", reason: "upstream_unavailable", complete: true },
  ]);
  expect(shaky.asked).toHaveLength(3);

  await scene.clock.advance(5_000);
  expect(scene.breakers).toEqual(["a open", "a half-open", "a open"]);
  expect(shaky.asked.at(-1)).toMatchObject({ input: { messages: [{ content: "Hi" }] }, maxTokens: 1 });
  shaky.next = [says("Yes")];
  await scene.clock.advance(9_999);
  expect(await endOf(shaky)).toBe("upstream_unavailable");
  await scene.clock.advance(1);
  expect(scene.breakers.slice(3)).toEqual(["a half-open", "a closed"]);
  expect(await endOf(shaky)).toBe("finish");
  await scene.expectNothingLeft();
});

test("refusals that a request earned, limits and readers who leave open none; a good reply sets the count back", async () => {
  const shaky = await createShaky();
  const { scene } = shaky;
  const harmless = [
    fail("upstream_rate_limited", 429),
    fail("upstream_error", 401),
    fail("invalid_request", 400),
    fail("context_length_exceeded"),
    fail("model_not_found", 404),
  ];
  for (const step of harmless) {
    shaky.next = [step];
    for (let turn = 0; turn < 4; turn += 1) await endOf(shaky);
  }
  shaky.next = [{ type: "hang" }];
  for (let turn = 0; turn < 4; turn += 1) {
    const reply = scene.start({ models: ["a"] });
    await scene.clock.advance(0);
    await reply.leave();
  }
  shaky.next = [fail("upstream_truncated")];
  for (let round = 0; round < 3; round += 1) {
    for (let turn = 0; turn < 2; turn += 1) await endOf(shaky);
    shaky.next = [says("Fine")];
    expect(await endOf(shaky)).toBe("finish");
    shaky.next = [fail("upstream_truncated")];
    // So that they are few in half a minute.
    await scene.clock.advance(30_000);
  }
  expect(scene.breakers).toEqual([]);
  await scene.expectNothingLeft();
});

test("opens when half of the replies of half a minute fail, though never so many in a row", async () => {
  const shaky = await createShaky();
  const { scene } = shaky;
  const turn = async (step: FakeStep): Promise<void> => {
    shaky.next = [step];
    await endOf(shaky);
  };
  // Counted from the first failure on: of five replies too few to say, of six half.
  for (const step of [
    fail("upstream_error"),
    says("Fine"),
    fail("token_stall"),
    says("Fine"),
    fail("upstream_error"),
  ]) {
    await turn(step);
    expect(scene.breakers).toEqual([]);
  }
  await turn(says("Fine"));
  expect(scene.breakers, "a good reply opens none").toEqual([]);
  await turn(fail("upstream_error"));
  expect(scene.breakers).toEqual(["a open"]);
  expect(await endOf(shaky)).toBe("upstream_unavailable");
});

test("failures that are few among the replies, or long ago, open none", async () => {
  const shaky = await createShaky();
  const { scene } = shaky;
  for (let round = 0; round < 12; round += 1) {
    for (const step of [fail("upstream_error"), says("Fine"), says("Fine")]) {
      shaky.next = [step];
      await endOf(shaky);
    }
  }
  expect(scene.breakers, "a third").toEqual([]);
  for (let round = 0; round < 12; round += 1) {
    for (const step of [fail("upstream_error"), fail("upstream_error"), says("Fine")]) {
      await scene.clock.advance(10_000);
      shaky.next = [step];
      await endOf(shaky);
    }
  }
  expect(scene.breakers, "two thirds, of fewer than six in half a minute").toEqual([]);
  await scene.expectNothingLeft();
});

test("a model of this machine has none", async () => {
  const shaky = await createShaky("cpu");
  for (let turn = 0; turn < 6; turn += 1) await endOf(shaky);
  expect(shaky.scene.breakers).toEqual([]);
  expect(shaky.asked).toHaveLength(6);
});

test("a drain ends the tests", async () => {
  const shaky = await createShaky();
  const { scene } = shaky;
  for (let turn = 0; turn < 3; turn += 1) await endOf(shaky);
  await scene.serving.drain(0);
  await scene.expectNothingLeft();
});
