import { expect, it } from "vitest";
import { scoreLabels } from "./score-labels.ts";

/** Logits of three tokens by what was read before. */
function logitsBehind(
  asked: string[],
  table: Record<string, readonly number[]>,
): (tokens: readonly number[]) => Promise<Float32Array> {
  return async (tokens) => {
    asked.push(tokens.join());
    return Float32Array.from((table[tokens.join()] ?? []).map(Math.log));
  };
}

it("labels that differ in their first token are compared by one evaluation", async () => {
  const asked: string[] = [];
  const scores = await scoreLabels([[2, 1], [0]], logitsBehind(asked, { "": [0.3, 0.5, 0.1] }));
  expect(asked).toEqual([""]);
  expect(scores[0]).toBeCloseTo(0.25, 5);
  expect(scores[1]).toBeCloseTo(0.75, 5);
});

it("labels that begin alike share what is behind their beginning", async () => {
  const asked: string[] = [];
  const table = { "": [0.6, 0.2, 0.2], "0": [0.1, 0.3, 0.6] };
  const scores = await scoreLabels([[0, 1], [0, 2], [1]], logitsBehind(asked, table));
  expect(asked).toEqual(["", "0"]);
  for (const [index, score] of [0.25, 0.5, 0.25].entries()) expect(scores[index]).toBeCloseTo(score, 5);
});

it("a label that is the beginning of another has its share, and the sum is 1", async () => {
  const scores = await scoreLabels([[0], [0, 1]], logitsBehind([], { "": [1, 1, 1], "0": [0.1, 0.3, 0.6] }));
  expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6);
  expect(scores[0]).toBeCloseTo(0.5, 6);
});
