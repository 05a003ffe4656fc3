import { expect, test } from "vitest";
import { createScene, replies, says } from "./scene.ts";

test("a reader that has enough ends the reply whole, and everything is given back", async () => {
  const scene = await createScene({ models: { a: replies(says("One.", " Two."), { type: "hang" }) } });
  const enough = new AbortController();
  const reply = scene.start({ enough: enough.signal });
  await scene.clock.advance(10);
  expect(reply.ended).toBe(false);
  enough.abort();
  await scene.clock.advance(0);
  expect(reply.last).toMatchObject({
    type: "finish",
    finishReason: "stop",
    complete: true,
    source: "model",
    model: "a",
  });
  expect(scene.records.at(-1)).toMatchObject({ outcome: "ok", finishReason: "stop", complete: true });
  await scene.expectNothingLeft();
});

test("enough before the first word is no whole reply", async () => {
  const scene = await createScene({ models: { a: replies({ type: "hang" }) } });
  const reply = scene.start({ enough: AbortSignal.abort() });
  await scene.clock.advance(0);
  expect(reply.last).toMatchObject({ type: "finish", finishReason: "cancelled", complete: false });
  await scene.expectNothingLeft();
});
