import { expect, it } from "vitest";
import { toUnitVector } from "./unit-vector.ts";

it.each([
  { vector: [3, 4], unit: [0.6, 0.8] },
  { vector: [0, -2], unit: [0, -1] },
  { vector: [0, 0], unit: [0, 0] },
  { vector: [], unit: [] },
])("the unit vector of $vector is $unit", ({ vector, unit }) => {
  expect(toUnitVector(vector)).toEqual(Float32Array.from(unit));
});

it("a vector of any number of dimensions becomes one of length 1", () => {
  const unit = toUnitVector(new Float32Array(300_000).fill(2));
  expect(Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(1, 5);
});
