import fc from "fast-check";
import { expect, test } from "vitest";
import { diversify } from "./diversify.ts";
import { createVectorIndex } from "./vector-index.ts";

const vectors = fc.array(fc.float32Array({ minLength: 4, maxLength: 4, min: -10, max: 10, noNaN: true }), {
  minLength: 1,
  maxLength: 20,
});

test("a vector index gives each vector's cosine with the query, whatever their lengths", () => {
  fc.assert(
    fc.property(vectors, (all) => {
      const query = all[0] ?? new Float32Array(4);
      const scores = createVectorIndex(all).scores(query);
      const norm = (vector: Float32Array): number => Math.hypot(...vector);
      for (const [index, vector] of all.entries()) {
        const sum = vector.reduce((total, value, place) => total + value * (query[place] ?? 0), 0);
        const scale = norm(vector) * norm(query);
        if (scale > 1e-6) expect(scores[index]).toBeCloseTo(sum / scale, 3);
        expect(Math.abs(scores[index] ?? 2)).toBeLessThanOrEqual(1.001);
      }
    }),
  );
});

test("a vector index refuses vectors of another space instead of comparing them", () => {
  expect(() => createVectorIndex([new Float32Array(3), new Float32Array(4)])).toThrow(TypeError);
  expect(() => createVectorIndex([new Float32Array(3)]).scores(new Float32Array(4))).toThrow(TypeError);
});

const item = (score: number, vector: readonly number[], names: readonly string[] = []) => ({
  score,
  vector: new Float32Array(vector),
  names,
});

test("diversify puts something unlike before a near copy of what was taken", () => {
  const [best, copy, other] = [item(1, [1, 0]), item(0.95, [1, 0]), item(0.8, [0, 1])];
  expect(diversify([best, copy, other], { limit: 2 })).toEqual([best, other]);
  expect(diversify([best, copy, other], { limit: 2, lambda: 1 })).toEqual([best, copy]);
});

test("diversify takes at most two works of one name", () => {
  const works = [1, 0.9, 0.8, 0.7].map((score, index) => item(score, [index, 1], index < 3 ? ["Hitchcock"] : []));
  expect(diversify(works, { limit: 4, lambda: 1 })).toEqual([works[0], works[1], works[3]]);
});
