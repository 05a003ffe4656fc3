import { expect, test } from "vitest";
import { ggufNamesOf, quantizationClassOf } from "./quantization.ts";

test.each([
  ["q4", "Q4_K_M"],
  ["q8", "Q8_0"],
  ["F16", "F16"],
  ["q5_k_m", "Q5_K_M"],
])("the request %s is first of all for %s", (requested, name) => {
  expect(ggufNamesOf(requested)[0]).toBe(name);
});

test.each([
  ["Q8", "q8"],
  ["Q8_0", "q8"],
  ["q4_k_m", "q4"],
  ["f16", "f16"],
  ["Q5_K_M", undefined],
  ["", undefined],
])("%j is of the class %s", (requested, found) => {
  expect(quantizationClassOf(requested)).toBe(found);
});
