/**
 * What the emotion classifier has learned, and the file that keeps it. Layout, little-endian: `RPEM`, version (u32),
 * bucket count (u32), scale (f32), temperature (f32), one bias a label (f32), then four bits a bucket and label, the first
 * of two in the lower half of a byte: the root of a value, plus 8. Squares are fine where most weights are, near 0, and
 * reach far.
 */
import { emotionLabels } from "../../core/emotion.ts";

export interface EmotionWeights {
  readonly bucketCount: number;
  /** What a value of 1 is worth. */
  readonly scale: number;
  /** Logits are divided by it before the softmax, so that a confidence of 0.7 is right seven times of ten. */
  readonly temperature: number;
  /** In the order of `emotionLabels`. */
  readonly biases: readonly number[];
  /** `bucket * emotionLabels.length + label`; each a square up to 49, with a sign. */
  readonly values: Int8Array;
}

const magic = 0x4d455052;
const version = 2;
const headerBytes = 20 + 4 * emotionLabels.length;
/** The largest root that four bits hold on both sides of 0. @public The training scales by it. */
export const largestRoot = 7;
const zero = 8;

/** @throws Error when the bytes are not what `writeEmotionWeights` wrote: the installation is damaged. */
export function readEmotionWeights(bytes: Uint8Array): EmotionWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = bytes.length > headerBytes && view.getUint32(0, true) === magic && view.getUint32(4, true) === version;
  const bucketCount = isOurs ? view.getUint32(8, true) : 0;
  const wishedBytes = headerBytes + Math.ceil((bucketCount * emotionLabels.length) / 2);
  if (bucketCount === 0 || bytes.length !== wishedBytes) {
    throw new Error(`Cannot read the emotion weights: ${bytes.length} bytes that are no file of version ${version}`);
  }
  return {
    bucketCount,
    scale: view.getFloat32(12, true),
    temperature: view.getFloat32(16, true),
    biases: emotionLabels.map((_label, index) => view.getFloat32(20 + 4 * index, true)),
    values: Int8Array.from({ length: bucketCount * emotionLabels.length }, (_value, place) => {
      const pair = bytes[headerBytes + (place >> 1)] ?? 0;
      const root = (place % 2 === 0 ? pair & 15 : pair >> 4) - zero;
      return Math.sign(root) * root * root;
    }),
  };
}

export function writeEmotionWeights(weights: EmotionWeights): Uint8Array {
  const bytes = new Uint8Array(headerBytes + Math.ceil(weights.values.length / 2));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(8, weights.bucketCount, true);
  view.setFloat32(12, weights.scale, true);
  view.setFloat32(16, weights.temperature, true);
  for (const [index, bias] of weights.biases.entries()) view.setFloat32(20 + 4 * index, bias, true);
  for (const [place, value] of weights.values.entries()) {
    const root = Math.sign(value) * Math.round(Math.sqrt(Math.abs(value))) + zero;
    const at = headerBytes + (place >> 1);
    bytes[at] = (bytes[at] ?? 0) | (place % 2 === 0 ? root : root << 4);
  }
  return bytes;
}
