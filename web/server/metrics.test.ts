import { expect, test } from "vitest";
import { parseMetrics, quantileOf, sumOf } from "./metrics.ts";

const text = (fast: number, slow: number): string => `# HELP x of something
# TYPE x histogram
x_bucket{le="0.1",model="a \\"b\\""} ${fast}
x_bucket{le="1",model="a \\"b\\""} ${fast + slow}
x_bucket{le="+Inf",model="a \\"b\\""} ${fast + slow}
x_count{model="a \\"b\\""} ${fast + slow}
queue 3
`;

test("metrics are read with their labels", () => {
  const samples = parseMetrics(text(1, 2));
  expect(samples[0]).toEqual({ name: "x_bucket", labels: { le: "0.1", model: 'a "b"' }, value: 1 });
  expect(sumOf(samples, "queue")).toBe(3);
  expect(sumOf(samples, "x_count", { model: "other" })).toBe(0);
});

test("a quantile counts only what came between two readings", () => {
  const before = parseMetrics(text(100, 0));
  const now = parseMetrics(text(100, 10));
  expect(quantileOf(now, before, "x", 0.5)).toBeCloseTo(0.55);
  expect(quantileOf(now, now, "x", 0.5)).toBeUndefined();
  expect(quantileOf(now, [], "x", 0.5)).toBeLessThan(0.1);
});
