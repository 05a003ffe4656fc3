/**
 * Tensor data of quantized blocks with random weights, made at the speed of writing a file: blocks are built once and
 * then given out again in random order. The weights have mean zero and the expected standard deviation, and every block
 * holds finite scales, so no sum of them can become NaN.
 */
import { float16Bits } from "#repartee/core/float16.js";
import { tensorTypes } from "#repartee/models/formats/gguf/write/tensor-type.js";

export type RandomBlockType = "Q4_K" | "Q6_K";

/** Blocks built for one source: enough that rows of a tensor are rarely alike. */
const POOL_BLOCKS = 32_768;
/** Blocks given out in one chunk, about 0.5 MB. */
const CHUNK_BLOCKS = 4_096;

export interface BlockSource {
  /** Data of a tensor with `weights` weights. @throws RangeError when they are not a whole number of blocks. */
  read(weights: number): Iterable<Uint8Array>;
}

export interface BlockRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  bytes(count: number): Uint8Array;
}

/** @param deviation standard deviation of the weights */
export function createBlockSource(type: RandomBlockType, deviation: number, random: BlockRandom): BlockSource {
  const { blockWeights, blockBytes } = tensorTypes[type];
  const pool = random.bytes(POOL_BLOCKS * blockBytes);
  const view = new DataView(pool.buffer, pool.byteOffset, pool.byteLength);
  const setScales = type === "Q4_K" ? setQ4Scales : setQ6Scales;
  for (let block = 0; block < POOL_BLOCKS; block++) setScales(view, block * blockBytes, deviation);

  return {
    *read(weights) {
      if (weights % blockWeights !== 0) {
        throw new RangeError(`${type} comes in blocks of ${blockWeights} weights, got ${weights} weights`);
      }
      let left = weights / blockWeights;
      while (left > 0) {
        const count = Math.min(left, CHUNK_BLOCKS);
        const first = Math.floor(random.uniform() * (POOL_BLOCKS - count + 1));
        yield pool.subarray(first * blockBytes, (first + count) * blockBytes);
        left -= count;
      }
    },
  };
}

/** Standard deviation of a uniform random whole number in 0..count-1. */
function uniformDeviation(count: number): number {
  return Math.sqrt((count ** 2 - 1) / 12);
}

/**
 * Q4_K: d, dmin (halves), 12 bytes of 6-bit scales and minima, 128 bytes of nibbles; weight = d·scale·q - dmin·minimum.
 * All scales and minima are the same here, and dmin is 7.5·d, which makes the weight d·scale·(q - 7.5).
 */
function setQ4Scales(view: DataView, start: number, deviation: number): void {
  const scale = 16;
  const d = deviation / (scale * uniformDeviation(16));
  view.setUint16(start, float16Bits(d), true);
  view.setUint16(start + 2, float16Bits(d * 7.5), true);
  const highBits = (scale >> 4) << 6;
  const lowBits = (scale & 15) | ((scale & 15) << 4);
  for (let index = 0; index < 8; index++) view.setUint8(start + 4 + index, scale | highBits);
  for (let index = 8; index < 12; index++) view.setUint8(start + 4 + index, lowBits);
}

/**
 * Q6_K: 128 bytes of low bits, 64 of high bits, 16 signed scales, d (half); weight = d·scale·(q - 32) with q in 0..63.
 * The scales' signs alternate, so that the half by which q - 32 is off its middle cancels out.
 */
function setQ6Scales(view: DataView, start: number, deviation: number): void {
  const scale = 8;
  for (let index = 0; index < 16; index++) view.setInt8(start + 192 + index, index % 2 === 0 ? scale : -scale);
  view.setUint16(start + 208, float16Bits(deviation / (scale * uniformDeviation(64))), true);
}
