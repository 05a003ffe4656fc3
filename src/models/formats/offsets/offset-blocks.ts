/**
 * Q4_1 without its offsets. A block of 32 weights is `scale · q + offset` there, and `scale · (q - 8)` in Q4_0, for which
 * llama.cpp has kernels that are twice as fast and more. The same `q` serve both, so a Q4_1 matrix is a Q4_0 matrix and
 * a rest that is one number for each block: `offset + 8 · scale`.
 */
import { float16Bits, float16Table } from "../../../core/float16.ts";
import { encodeWeights } from "../gguf/write/encode-weights.ts";
import { tensorTypes } from "../gguf/write/tensor-type.ts";

export const blockWeights: number = tensorTypes.Q4_1.blockWeights;
const q41Bytes = tensorTypes.Q4_1.blockBytes;
const q40Bytes = tensorTypes.Q4_0.blockBytes;
const q80Bytes = tensorTypes.Q8_0.blockBytes;
/** Scale, offset, then as many bytes of `q` as in Q4_0. */
const scaleBytes = 2;
const offsetBytes = 2;

/** The Q4_0 blocks of whole Q4_1 blocks: scales and `q` as they are. */
export function withoutOffsets(blocks: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((blocks.length / q41Bytes) * q40Bytes);
  for (let from = 0, to = 0; from < blocks.length; from += q41Bytes, to += q40Bytes) {
    bytes.set(blocks.subarray(from, from + scaleBytes), to);
    bytes.set(blocks.subarray(from + scaleBytes + offsetBytes, from + q41Bytes), to + scaleBytes);
  }
  return bytes;
}

/**
 * What Q4_0 leaves out, in Q8_0: a number a block, rows of `blocksPerRow` numbers filled up with zeros to `rank`.
 * @param blocks Whole rows of Q4_1.
 */
export function offsetsOf(blocks: Uint8Array, blocksPerRow: number, rank: number): Uint8Array<ArrayBuffer> {
  const halves = float16Table();
  const from = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  const rows = blocks.length / q41Bytes / blocksPerRow;
  const offsets = new Float32Array(rows * rank);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let block = 0; block < blocksPerRow; block++, at += q41Bytes) {
      const scale = halves[from.getUint16(at, true)] ?? 0;
      const offset = halves[from.getUint16(at + scaleBytes, true)] ?? 0;
      offsets[row * rank + block] = offset + 8 * scale;
    }
  }
  return encodeWeights("Q8_0", offsets);
}

/**
 * The matrix that sums the inputs of each block, in Q8_0: `rank` rows of `blocksPerRow · 32` numbers, ones where the
 * row's block is. A one is 64 · 2⁻⁶, which Q8_0 holds exactly.
 */
export function blockSums(blocksPerRow: number, rank: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(rank * blocksPerRow * q80Bytes);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < blocksPerRow; block++) {
    const start = block * (blocksPerRow + 1) * q80Bytes;
    view.setUint16(start, float16Bits(2 ** -6), true);
    bytes.fill(64, start + scaleBytes, start + q80Bytes);
  }
  return bytes;
}
