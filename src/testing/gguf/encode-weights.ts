/**
 * Weights as the bytes of a tensor type that keeps each of them: F32, F16, and Q8_0 (32 weights share one scale).
 */
import { float16Bits } from "./float16.ts";
import { tensorByteLength, tensorTypes } from "./tensor-type.ts";

/** @throws RangeError when the number of weights is not a whole number of blocks. */
export function encodeWeights(type: "F32" | "F16" | "Q8_0", weights: Float32Array): Uint8Array {
  const bytes = new Uint8Array(tensorByteLength(type, [weights.length]));
  const view = new DataView(bytes.buffer);
  if (type === "F32") weights.forEach((weight, index) => view.setFloat32(index * 4, weight, true));
  else if (type === "F16") weights.forEach((weight, index) => view.setUint16(index * 2, float16Bits(weight), true));
  else encodeQ8(view, weights);
  return bytes;
}

function encodeQ8(view: DataView, weights: Float32Array): void {
  const { blockWeights, blockBytes } = tensorTypes.Q8_0;
  for (let block = 0; block * blockWeights < weights.length; block++) {
    const values = weights.subarray(block * blockWeights, (block + 1) * blockWeights);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = largest / 127;
    const start = block * blockBytes;
    view.setUint16(start, float16Bits(scale), true);
    values.forEach((value, index) => view.setInt8(start + 2 + index, scale === 0 ? 0 : Math.round(value / scale)));
  }
}
