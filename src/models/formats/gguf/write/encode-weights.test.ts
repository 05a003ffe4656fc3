import { describe, expect, test } from "vitest";

import { createSeededRandom } from "../../../../testing/tiny-models/seeded-random.ts";
import { encodeWeights } from "./encode-weights.ts";
import { float16Bits } from "../../../../core/float16.ts";
import { tensorTypes } from "./tensor-type.ts";

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

describe("float16Bits", () => {
  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [1e9, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [2 ** -26, 0x0000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 - 2 ** -12, 0x4000],
  ])("%d is 0x%s", (value, bits) => {
    expect(float16Bits(value)).toBe(bits);
  });

  test("every finite half comes back as itself", () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(float16Bits(halfValue(bits))).toBe(bits);
  });
});

describe("encodeWeights", () => {
  test("Q8_0 keeps each weight within half a step of its block's scale", () => {
    const random = createSeededRandom(3);
    const weights = Float32Array.from({ length: 64 }, (_, index) => random.normal() * (index < 32 ? 1 : 0.01));
    const bytes = encodeWeights("Q8_0", weights);
    const view = new DataView(bytes.buffer);
    for (const [index, weight] of weights.entries()) {
      const start = index < 32 ? 0 : tensorTypes.Q8_0.blockBytes;
      const scale = halfValue(view.getUint16(start, true));
      expect(Math.abs(view.getInt8(start + 2 + (index % 32)) * scale - weight)).toBeLessThan(scale * 0.6);
    }
  });

  test("Q4_0 gives the widest weight of a block back, and the others within one step", () => {
    const random = createSeededRandom(4);
    const weights = Float32Array.from({ length: 64 }, () => random.normal());
    const view = new DataView(encodeWeights("Q4_0", weights).buffer);
    for (const [index, weight] of weights.entries()) {
      const start = index < 32 ? 0 : tensorTypes.Q4_0.blockBytes;
      const scale = halfValue(view.getUint16(start, true));
      const place = index % 32;
      const pair = view.getUint8(start + 2 + (place % 16));
      const decoded = ((place < 16 ? pair & 15 : pair >> 4) - 8) * scale;
      const block = weights.subarray(index - place, index - place + 32);
      const isWidest = block.every((other) => Math.abs(other) <= Math.abs(weight));
      expect(Math.abs(decoded - weight)).toBeLessThan(Math.abs(scale) * (isWidest ? 0.01 : 1.01));
    }
  });

  test("Q8_0 rounds halves away from zero, as ggml does", () => {
    const weights = new Float32Array(32);
    weights.set([127, 0.5, -0.5, 1.5, -1.5, 126.4, -127]);
    const view = new DataView(encodeWeights("Q8_0", weights).buffer);
    expect(Array.from({ length: 8 }, (_, index) => view.getInt8(2 + index))).toEqual([127, 1, -1, 2, -2, 126, -127, 0]);
  });

  test.each(["Q8_0", "Q4_0"] as const)("a %s block of zeros is zeros", (type) => {
    const bytes = encodeWeights(type, new Float32Array(32));
    const zero = type === "Q8_0" ? 0 : 0x88;
    expect(bytes.subarray(0, 2).every((byte) => (byte & 0x7f) === 0)).toBe(true);
    expect(bytes.subarray(2).every((byte) => byte === zero)).toBe(true);
  });
});
