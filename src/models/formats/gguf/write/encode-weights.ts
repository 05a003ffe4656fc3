/**
 * Weights as the bytes of a tensor type: F32, F16, and those that share one scale among 32 weights, Q8_0, Q4_0 and Q4_1.
 * Blocks are those of ggml's reference quantizers (`quantize_row_q8_0_ref`, `quantize_row_q4_0_ref`,
 * `quantize_row_q4_1_ref`).
 */
import { float16Bits } from "../../../../core/float16.ts";
import { tensorByteLength, tensorTypes } from "./tensor-type.ts";

export type EncodableType = "F32" | "F16" | "Q8_0" | "Q4_0" | "Q4_1";

/** @throws RangeError when the number of weights is not a whole number of blocks. */
export function encodeWeights(type: EncodableType, weights: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(tensorByteLength(type, [weights.length]));
  encoders[type](new DataView(bytes.buffer), weights);
  return bytes;
}

const encoders: Readonly<Record<EncodableType, (view: DataView, weights: Float32Array) => void>> = {
  F32(view, weights) {
    for (let index = 0; index < weights.length; index++) view.setFloat32(index * 4, weights[index] ?? 0, true);
  },
  F16(view, weights) {
    for (let index = 0; index < weights.length; index++)
      view.setUint16(index * 2, float16Bits(weights[index] ?? 0), true);
  },
  /** Scale (half), 32 signed bytes; weight = scale · q. */
  Q8_0(view, weights) {
    const { blockWeights, blockBytes } = tensorTypes.Q8_0;
    const quants = new Int8Array(view.buffer);
    for (let first = 0, start = 0; first < weights.length; first += blockWeights, start += blockBytes) {
      const scale = Math.fround(Math.abs(widestWeight(weights, first, blockWeights)) / 127);
      const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
      view.setUint16(start, float16Bits(scale), true);
      for (let index = 0; index < blockWeights; index++) {
        const quant = Math.fround((weights[first + index] ?? 0) * inverse);
        /* Halves away from zero; `| 0` cuts towards it. */
        quants[start + 2 + index] = (quant < 0 ? quant - 0.5 : quant + 0.5) | 0;
      }
    }
  },
  /** Scale (half), 16 bytes of two nibbles, the block's first half in the low ones; weight = scale · (q - 8). */
  Q4_0(view, weights) {
    const { blockWeights, blockBytes } = tensorTypes.Q4_0;
    const half = blockWeights / 2;
    for (let first = 0, start = 0; first < weights.length; first += blockWeights, start += blockBytes) {
      const scale = Math.fround(widestWeight(weights, first, blockWeights) / -8);
      const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
      const nibble = (index: number): number =>
        Math.min(15, Math.trunc(Math.fround((weights[first + index] ?? 0) * inverse) + 8.5));
      view.setUint16(start, float16Bits(scale), true);
      for (let index = 0; index < half; index++) {
        view.setUint8(start + 2 + index, nibble(index) | (nibble(half + index) << 4));
      }
    }
  },
  /** Scale and offset (halves), 16 bytes of nibbles as in Q4_0; weight = scale · q + offset, the offset the least weight. */
  Q4_1(view, weights) {
    const { blockWeights, blockBytes } = tensorTypes.Q4_1;
    const half = blockWeights / 2;
    for (let first = 0, start = 0; first < weights.length; first += blockWeights, start += blockBytes) {
      const block = weights.subarray(first, first + blockWeights);
      const offset = Math.min(...block);
      const scale = Math.fround((Math.max(...block) - offset) / 15);
      const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
      const nibble = (index: number): number =>
        Math.min(15, Math.trunc(Math.fround(((block[index] ?? 0) - offset) * inverse) + 0.5));
      view.setUint16(start, float16Bits(scale), true);
      view.setUint16(start + 2, float16Bits(offset), true);
      for (let index = 0; index < half; index++) {
        view.setUint8(start + 4 + index, nibble(index) | (nibble(half + index) << 4));
      }
    }
  },
};

/** The weight of the block that is farthest from zero, with its sign. */
function widestWeight(weights: Float32Array, first: number, count: number): number {
  let widest = 0;
  let width = 0;
  for (let index = first; index < first + count; index++) {
    const weight = weights[index] ?? 0;
    const size = weight < 0 ? -weight : weight;
    if (size > width) {
      width = size;
      widest = weight;
    }
  }
  return widest;
}
