import { expect, test } from "vitest";
import { builtInCatalog } from "../catalog/open-catalog.ts";
import { createTitleProbabilities } from "../service/title-probability.ts";
import { confidenceOf } from "./confidence.ts";
import { createTitleFinder } from "./named-titles.ts";
import { tasteVector } from "./taste.ts";

const catalog = builtInCatalog();
const finder = createTitleFinder(catalog);

test.each([
  ["something like inception", []],
  ["something like Inception, but funny", ["Inception"]],
  ["the godfather part ii or the like", ["The Godfather Part II"]],
  ["I loved Amelie and Heat", ["Amélie", "Heat"]],
  ["give her something to laugh about", []],
  ["a film about friends", []],
  ["Up for something new", []],
  ["I liked “up”", ["Up"]],
  ["Amélie but darker", ["Amélie"]],
  ["Heat, aber lustig", ["Heat"]],
  ["Friends only come on Fridays", []],
])("titles in %j are %j", (text, titles) => {
  const found = finder.find(text).entries.map(({ title }) => title);
  expect(found).toEqual(titles);
});

test("the rest of a query without its titles is what is requested besides", () => {
  expect(finder.find("like The Godfather but in space").rest).toBe("like but in space");
  expect(finder.find("ghosts, please!").rest).toBe("ghosts, please!");
});

test("taste points towards what is liked and away from what is not; what was only seen says nothing", () => {
  const [x, y] = [new Float32Array([1, 0]), new Float32Array([0, 1])];
  const taste = tasteVector([
    { title: "a", verdict: "liked", vector: x },
    { title: "b", verdict: "disliked", vector: y },
    { title: "c", verdict: "seen", vector: y },
  ]);
  expect(taste?.[0]).toBeGreaterThan(0.9);
  expect(taste?.[1]).toBeLessThan(0);
  expect(tasteVector([{ title: "c", verdict: "seen", vector: y }])).toBeUndefined();
});

test("confidence rises with each of its signs and stays between 0 and 1", () => {
  const base = { fit: 0.3, grounded: true };
  expect(confidenceOf({ ...base, fit: 0.6 })).toBeGreaterThan(confidenceOf(base));
  expect(confidenceOf(base)).toBeGreaterThan(confidenceOf({ ...base, grounded: false }));
  expect(confidenceOf({ ...base, tokenProbability: 0.9 })).toBeGreaterThan(
    confidenceOf({ ...base, tokenProbability: 0.2 }),
  );
  expect(confidenceOf({ ...base, stated: 1 })).toBeGreaterThan(confidenceOf({ ...base, stated: 0 }));
  expect(confidenceOf({ fit: 0, grounded: false, stated: 1 })).toBeLessThan(0.2);
  expect(confidenceOf({ fit: 1, grounded: true, stated: 1, tokenProbability: 1 })).toBeLessThan(1);
});

test("the probability of a title is that of its own tokens, one mention after the other", () => {
  const probabilities = createTitleProbabilities();
  const tokens = [
    ["1. ", 0.9],
    ["[m", 0.5],
    ["1]", 0.25],
    [" Good. ", 0.1],
    ["[m1]", 1],
  ] as const;
  probabilities.push(tokens.map(([token, p]) => ({ token, logprob: Math.log(p), bytes: [], top: [] })));
  expect(probabilities.of(["m1"])).toBeCloseTo(0.375);
  expect(probabilities.of(["m1"])).toBeCloseTo(1);
  expect(probabilities.of(["m1"])).toBeUndefined();
  expect(createTitleProbabilities().of(["m1"])).toBeUndefined();
});
