import { expect, it } from "vitest";
import { countEvaluationThreads } from "./evaluation-threads.ts";

it("threads are as many as asked for; by itself one for a small model, else one a core", () => {
  expect(countEvaluationThreads(3, 1, 8)).toBe(3);
  expect(countEvaluationThreads(0, 1, 8)).toBe(1);
  expect(countEvaluationThreads("auto", 63 * 2 ** 20, 8)).toBe(1);
  expect(countEvaluationThreads("auto", 64 * 2 ** 20, 8)).toBe(8);
});
