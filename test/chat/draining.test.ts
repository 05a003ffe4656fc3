import { describe, expect, test } from "vitest";
import { replies, says } from "../serving/scene.ts";
import { createRespondScene, never } from "./respond-scene.ts";

const slow = replies({ type: "delay", ms: 100 }, says(" I", " hear", " you."));

describe("a server that drains", () => {
  test("lets a turn that is in its rating have the model's reply, and takes no new one", async () => {
    const { scene, stores, responder } = await createRespondScene({ models: { a: slow }, limits: { maxInFlight: 1 } });
    scene.start();
    await scene.clock.advance(50);
    const begun = responder.respond({ text: "You", conversationId: "c1" }, never());
    // Its rating waits behind the reply that runs.
    await scene.clock.advance(10);
    let drained = false;
    void scene.serving.drain(10_000).then(() => (drained = true));
    const late = await responder.respond({ text: "You", conversationId: "c2" }, never());
    expect(late).toMatchObject({ source: "template", reason: "draining" });
    await scene.clock.advance(139);
    expect(drained).toBe(false);
    await scene.clock.advance(1);
    expect(await begun).toMatchObject({ source: "model", text: "I hear you." });
    expect((await stores.conversations.messages("c1")).at(-1)).toMatchObject({ state: "complete" });
    await scene.clock.advance(0);
    expect(drained).toBe(true);
    await scene.expectNothingLeft();
  });

  test("lets a batch finish that it has begun, until its time is over", async () => {
    const { scene, responder } = await createRespondScene({ models: { a: slow } });
    const requests = Array.from({ length: 8 }, (_, index) => ({ text: `You ${index}` }));
    const batch = responder.respondBatch(requests, never());
    await scene.clock.advance(50);
    let drained = false;
    void scene.serving.drain(99).then(() => (drained = true));
    await scene.clock.advance(98);
    expect(drained).toBe(false);
    await scene.clock.advance(1);
    const sources = (await batch).map(({ source, reason }) => [source, reason]);
    expect(sources.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => ["model", undefined]));
    expect(sources.slice(4)).toEqual(Array.from({ length: 4 }, () => ["template", "draining"]));
    expect(drained).toBe(true);
    await scene.expectNothingLeft();
  });
});
