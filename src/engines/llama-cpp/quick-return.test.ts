import { describe, expect, it } from "vitest";
import { createQuickReturn } from "./quick-return.ts";

function createScene(): { passes(ms: number): void; quickReturn: ReturnType<typeof createQuickReturn> } {
  let nowMs = 0;
  return { passes: (ms) => void (nowMs += ms), quickReturn: createQuickReturn(() => nowMs) };
}

/** A reply of `client` ends, and it asks again after so long. */
function comesAgain({ passes, quickReturn }: ReturnType<typeof createScene>, client: string, afterMs: number): void {
  quickReturn.left(client);
  passes(afterMs);
  quickReturn.came(client);
}

describe("a quick return", () => {
  it("is waited for twice as long as it took, once it was seen", () => {
    const scene = createScene();
    scene.quickReturn.left("a");
    expect(scene.quickReturn.pauseMs()).toBe(0);
    scene.passes(5);
    scene.quickReturn.came("a");
    expect(scene.quickReturn.pauseMs()).toBe(0);
    scene.quickReturn.left("a");
    expect(scene.quickReturn.pauseMs()).toBe(11);
    scene.passes(4);
    expect(scene.quickReturn.pauseMs()).toBe(7);
    scene.passes(7);
    expect(scene.quickReturn.pauseMs()).toBe(0);
  });

  it("is expected of nobody who takes longer, nor of those without a name", () => {
    const scene = createScene();
    comesAgain(scene, "person", 26);
    scene.quickReturn.left("person");
    expect(scene.quickReturn.pauseMs()).toBe(0);
    comesAgain(scene, "slow", 20);
    scene.quickReturn.left("slow");
    expect(scene.quickReturn.pauseMs()).toBe(25);
    scene.quickReturn.left(undefined);
    scene.quickReturn.came(undefined);
    expect(scene.quickReturn.pauseMs()).toBe(25);
  });

  it("may be late twice in a row, not three times", () => {
    const scene = createScene();
    comesAgain(scene, "a", 5);
    comesAgain(scene, "a", 900);
    comesAgain(scene, "a", 900);
    scene.quickReturn.left("a");
    expect(scene.quickReturn.pauseMs()).toBe(11);
    scene.passes(900);
    scene.quickReturn.came("a");
    scene.quickReturn.left("a");
    expect(scene.quickReturn.pauseMs()).toBe(0);
  });

  it("is known of the last hundred clients", () => {
    const scene = createScene();
    for (let index = 0; index <= 100; index += 1) comesAgain(scene, `client ${index}`, 5);
    scene.quickReturn.left("client 0");
    expect(scene.quickReturn.pauseMs()).toBe(0);
    scene.quickReturn.left("client 1");
    expect(scene.quickReturn.pauseMs()).toBe(11);
  });
});
