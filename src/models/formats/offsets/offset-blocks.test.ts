import { expect, test } from "vitest";
import { float16Value } from "../../../core/float16.ts";
import { createSeededRandom } from "../../../testing/tiny-models/seeded-random.ts";
import { encodeWeights } from "../gguf/write/encode-weights.ts";
import { tensorTypes } from "../gguf/write/tensor-type.ts";
import { blockSums, blockWeights, offsetsOf, withoutOffsets } from "./offset-blocks.ts";

const rows = 3;
const blocksPerRow = 2;
const rank = 32;

/** Blocks that lie beside zero, so that their offsets are worth something. */
function lopsidedRows(): Float32Array {
  const random = createSeededRandom(7);
  return Float32Array.from({ length: rows * blocksPerRow * blockWeights }, (_, index) => {
    return random.normal() * 0.1 + Math.floor(index / blockWeights) * 0.3 - 0.7;
  });
}

function halfAt(bytes: Uint8Array, at: number): number {
  return float16Value(new DataView(bytes.buffer).getUint16(at, true));
}

/** Numbers in Q8_0 as ggml reads them. */
function numbers(bytes: Uint8Array): number[] {
  const { blockBytes } = tensorTypes.Q8_0;
  return Array.from({ length: (bytes.length / blockBytes) * blockWeights }, (_, index) => {
    const start = Math.floor(index / blockWeights) * blockBytes;
    return halfAt(bytes, start) * (((bytes[start + 2 + (index % blockWeights)] ?? 0) << 24) >> 24);
  });
}

/** The weights of blocks as ggml reads them, without the offsets of Q4_1 for Q4_0. */
function decoded(bytes: Uint8Array, type: "Q4_0" | "Q4_1"): number[] {
  const { blockBytes } = tensorTypes[type];
  return Array.from({ length: (bytes.length / blockBytes) * blockWeights }, (_, index) => {
    const start = Math.floor(index / blockWeights) * blockBytes;
    const place = index % blockWeights;
    const byte = bytes[start + blockBytes - 16 + (place % 16)] ?? 0;
    const quant = place < 16 ? byte & 15 : byte >> 4;
    const scale = halfAt(bytes, start);
    return type === "Q4_0" ? scale * (quant - 8) : scale * quant + halfAt(bytes, start + 2);
  });
}

test("Q4_1 is Q4_0 and the block's offset", () => {
  const weights = lopsidedRows();
  const blocks = encodeWeights("Q4_1", weights);
  const bare = decoded(withoutOffsets(blocks), "Q4_0");
  const offsets = numbers(offsetsOf(blocks, blocksPerRow, rank));
  const whole = decoded(blocks, "Q4_1");
  for (const [index, weight] of whole.entries()) {
    const block = Math.floor(index / blockWeights);
    const row = Math.floor(block / blocksPerRow);
    const offset = offsets[row * rank + (block % blocksPerRow)] ?? NaN;
    // 127 steps of Q8_0 from zero to the row's widest offset.
    expect(Math.abs((bare[index] ?? NaN) + offset - weight)).toBeLessThan(0.005);
    expect(Math.abs(weight - (weights[index] ?? NaN))).toBeLessThan(0.05);
  }
});

test("rows of offsets are filled up with zeros", () => {
  const offsets = numbers(offsetsOf(encodeWeights("Q4_1", lopsidedRows()), blocksPerRow, rank));
  expect(offsets).toHaveLength(rows * rank);
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < rank; place++) {
      const offset = offsets[row * rank + place];
      if (place < blocksPerRow) expect(offset).not.toBe(0);
      else expect(offset).toBe(0);
    }
  }
});

test("the sums have ones where their block is, and nothing else", () => {
  const sums = numbers(blockSums(blocksPerRow, rank));
  const rowLength = blocksPerRow * blockWeights;
  expect(sums).toHaveLength(rank * rowLength);
  for (let row = 0; row < rank; row++) {
    for (let place = 0; place < rowLength; place++) {
      const isOwn = Math.floor(place / blockWeights) === row;
      expect(sums[row * rowLength + place]).toBe(isOwn ? 1 : 0);
    }
  }
});
