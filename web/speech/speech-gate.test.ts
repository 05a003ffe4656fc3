import { expect, test } from "vitest";
import { createSpeechGate } from "./speech-gate.ts";

function run(levels: readonly (readonly [level: number, ms: number])[]): readonly string[] {
  const gate = createSpeechGate();
  const found: string[] = [];
  for (const [level, ms] of levels) {
    for (let passed = 0; passed < ms; passed += 20) {
      const state = gate.push(level, 20);
      if (state !== found.at(-1)) found.push(state);
    }
  }
  return found;
}

test("speech starts after a moment and ends after a pause, not in one", () => {
  const sentence = [
    [0.003, 500],
    [0.1, 800],
    [0.003, 400],
    [0.1, 600],
    [0.003, 1000],
  ] as const;
  expect(run(sentence)).toEqual(["quiet", "started", "speaking", "ended", "quiet"]);
});

test("a click and a fan are no speech", () => {
  expect(
    run([
      [0.003, 500],
      [0.2, 60],
      [0.003, 500],
    ]),
  ).toEqual(["quiet"]);
  expect(run([[0.02, 400]])).not.toContain("ended");
  expect(
    run([
      [0.003, 300],
      [0.011, 5000],
    ]),
  ).toEqual(["quiet"]);
});
