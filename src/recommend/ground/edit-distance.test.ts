import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "./edit-distance.ts";

test.each([
  ["inception", "inception", 0],
  ["inception", "incepton", 1],
  ["inception", "inecption", 1],
  ["matrix", "matrices", 3],
  ["", "abc", 3],
  ["kitten", "sitting", 3],
])("%j and %j are %d apart", (a, b, distance) => {
  expect(editDistance(a, b, 5)).toBe(distance);
  expect(editDistance(b, a, 5)).toBe(distance);
});

test("a distance over the limit is the limit and one", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 });
  fc.assert(
    fc.property(text, text, fc.nat(5), (a, b, limit) => {
      expect(editDistance(a, b, limit)).toBe(Math.min(editDistance(a, b, 20), limit + 1));
    }),
  );
});
