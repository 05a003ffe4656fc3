/** Replies of which nobody sees a part. */
import { expect, test } from "vitest";
import { ReparteeError, type ErrorCode } from "../../src/core/errors.ts";
import type { FakeStep } from "../../src/testing/index.ts";
import { createScene, replies, says } from "./scene.ts";

const fails = (code: ErrorCode): FakeStep => ({ type: "fail", error: new ReparteeError(code, `Scripted ${code}`) });

test("reply that is read as a whole is dropped where it breaks off, and the next model answers", async () => {
  const models = { a: replies(says("Half of"), fails("upstream_truncated")), b: replies(says("All", " of it")) };
  const scene = await createScene({ models });
  const whole = scene.start({ isReadWhole: true });
  const streamed = scene.start();
  await scene.clock.advance(0);
  expect([whole.text, whole.last]).toMatchObject([
    "All of it",
    { source: "fallback_model", model: "b", complete: true },
  ]);
  expect(whole.types.filter((type) => type === "start")).toHaveLength(1);
  expect([streamed.text, streamed.last?.type]).toEqual(["Half of", "error"]);
  await scene.expectNothingLeft();
});

test("the last one's beginning is kept where a written reply would replace it", async () => {
  const scene = await createScene({ models: { a: replies(says("Half of"), fails("upstream_truncated")) } });
  const reply = scene.start({ isReadWhole: true, fallback: "template" });
  await scene.clock.advance(0);
  expect([reply.text, reply.last]).toMatchObject(["Half of", { complete: false, reason: "upstream_truncated" }]);
  await scene.expectNothingLeft();
});
