import { describe, expect, test } from "vitest";

import { tensorTypes } from "#repartee/models/formats/gguf/write/tensor-type.js";
import { createSeededRandom } from "#repartee/testing/tiny-models/seeded-random.js";
import { createBlockSource } from "./random-blocks.ts";

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

describe("createBlockSource", () => {
  test.each([
    { type: "Q4_K", decode: decodeQ4 },
    { type: "Q6_K", decode: decodeQ6 },
  ] as const)("$type weights have mean zero and the expected deviation", ({ type, decode }) => {
    const source = createBlockSource(type, 0.02, createSeededRandom(5));
    const { blockBytes, blockWeights } = tensorTypes[type];
    const weights: number[] = [];
    for (const chunk of source.read(blockWeights * 400)) {
      for (let start = 0; start < chunk.length; start += blockBytes) {
        weights.push(...decode(new DataView(chunk.buffer, chunk.byteOffset + start, blockBytes)));
      }
    }
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    const deviation = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0) / weights.length);
    expect(weights).toHaveLength(blockWeights * 400);
    expect(Math.abs(mean)).toBeLessThan(0.0005);
    expect(deviation).toBeGreaterThan(0.0195);
    expect(deviation).toBeLessThan(0.0205);
  });

  test("a tensor longer than one chunk gets exactly its bytes", () => {
    const source = createBlockSource("Q6_K", 1, createSeededRandom(5));
    let bytes = 0;
    for (const chunk of source.read(256 * 10_000)) bytes += chunk.length;
    expect(bytes).toBe(210 * 10_000);
    expect(() => [...source.read(100)]).toThrow(RangeError);
  });
});

/* The two decoders follow ggml's `get_scale_min_k4` and `dequantize_row_q6_K`. */
function decodeQ4(block: DataView): number[] {
  const scaleByte = (index: number): number => block.getUint8(4 + index);
  return Array.from({ length: 256 }, (_, index) => {
    const group = index >> 5;
    const nibble = (block.getUint8(16 + (index >> 6) * 32 + (index & 31)) >> (group & 1 ? 4 : 0)) & 15;
    const scale = group < 4 ? scaleByte(group) & 63 : (scaleByte(group + 4) & 15) | ((scaleByte(group - 4) >> 6) << 4);
    const minimum =
      group < 4 ? scaleByte(group + 4) & 63 : (scaleByte(group + 4) >> 4) | ((scaleByte(group) >> 6) << 4);
    const [d, dmin] = [halfValue(block.getUint16(0, true)), halfValue(block.getUint16(2, true))];
    return d * scale * nibble - dmin * minimum;
  });
}

function decodeQ6(block: DataView): number[] {
  return Array.from({ length: 256 }, (_, index) => {
    const half = index >> 7;
    const quarter = (index >> 5) & 3;
    const low = (block.getUint8(half * 64 + (quarter & 1) * 32 + (index & 31)) >> (quarter > 1 ? 4 : 0)) & 15;
    const high = (block.getUint8(128 + half * 32 + (index & 31)) >> (quarter * 2)) & 3;
    const scale = block.getInt8(192 + (index >> 4));
    return halfValue(block.getUint16(208, true)) * scale * ((low | (high << 4)) - 32);
  });
}
