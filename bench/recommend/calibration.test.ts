import { expect, test } from "vitest";
import { builtInCatalog } from "../../src/recommend/catalog/open-catalog.ts";
import { calibrationError, fitLogistic, rankAccuracy } from "./calibration.ts";
import { labelledQuestions, madeUpTitles } from "./labels.ts";
import { furtherQuestions, heldOutQuestions } from "./more-labels.ts";

test("calibrationError is 0 for numbers that are right as often as they say, and large for boasts", () => {
  const right = [true, true, true, false].map((isGood) => ({ confidence: 0.75, isGood }));
  expect(calibrationError(right)).toBeCloseTo(0);
  expect(calibrationError([{ confidence: 1, isGood: false }])).toBe(1);
});

test("rankAccuracy counts pairs in the right order, ties as half", () => {
  const rated = [
    { confidence: 0.9, isGood: true },
    { confidence: 0.5, isGood: true },
    { confidence: 0.5, isGood: false },
  ];
  expect(rankAccuracy(rated)).toBe(0.75);
});

test("fitLogistic gives a sign that tells good from bad a positive weight, and one that tells nothing almost none", () => {
  const examples = [0, 1, 2, 3].map((index) => ({ signs: [1, index % 2, index < 2 ? 1 : 0], isGood: index % 2 === 1 }));
  const [, telling = 0, silent = 1] = fitLogistic(examples, 2_000);
  expect(telling).toBeGreaterThan(2);
  expect(Math.abs(silent)).toBeLessThan(0.1);
});

test("labelled titles are in the catalog, made-up ones are not", () => {
  const titles = new Set(builtInCatalog().map(({ title }) => title));
  const questions = [...labelledQuestions, ...furtherQuestions, ...heldOutQuestions];
  const labelled = questions.flatMap(({ good, bad, liked = [] }) => [...good, ...bad, ...liked]);
  expect(labelled.filter((title) => !titles.has(title))).toEqual([]);
  expect(madeUpTitles.filter((title) => titles.has(title))).toEqual([]);
  expect(labelled.length).toBeGreaterThanOrEqual(60);
});
