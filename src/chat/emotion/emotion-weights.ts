/**
 * What the emotion classifier has learned, and the file that keeps it. Layout, little-endian: `RPEM`, version (u32),
 * bucket count (u32), scale (f32), temperature (f32), one bias a label (f32), then one int8 a bucket and label.
 */
import { emotionLabels } from "../../core/emotion.ts";

export interface EmotionWeights {
  readonly bucketCount: number;
  /** What one step of an int8 is worth. */
  readonly scale: number;
  /** Logits are divided by it before the softmax, so that a confidence of 0.7 is right seven times of ten. */
  readonly temperature: number;
  /** In the order of `emotionLabels`. */
  readonly biases: readonly number[];
  /** `bucket * emotionLabels.length + label`. */
  readonly values: Int8Array;
}

const magic = 0x4d455052;
const version = 1;
const headerBytes = 20 + 4 * emotionLabels.length;

/** @throws Error when the bytes are not what `writeEmotionWeights` wrote: the installation is damaged. */
export function readEmotionWeights(bytes: Uint8Array): EmotionWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = bytes.length > headerBytes && view.getUint32(0, true) === magic && view.getUint32(4, true) === version;
  const bucketCount = isOurs ? view.getUint32(8, true) : 0;
  const wishedBytes = headerBytes + bucketCount * emotionLabels.length;
  if (bucketCount === 0 || bytes.length !== wishedBytes) {
    throw new Error(`Cannot read the emotion weights: ${bytes.length} bytes that are no file of version ${version}`);
  }
  return {
    bucketCount,
    scale: view.getFloat32(12, true),
    temperature: view.getFloat32(16, true),
    biases: emotionLabels.map((_label, index) => view.getFloat32(20 + 4 * index, true)),
    values: new Int8Array(bytes.buffer, bytes.byteOffset + headerBytes, bucketCount * emotionLabels.length),
  };
}

export function writeEmotionWeights(weights: EmotionWeights): Uint8Array {
  const bytes = new Uint8Array(headerBytes + weights.values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(8, weights.bucketCount, true);
  view.setFloat32(12, weights.scale, true);
  view.setFloat32(16, weights.temperature, true);
  for (const [index, bias] of weights.biases.entries()) view.setFloat32(20 + 4 * index, bias, true);
  bytes.set(new Uint8Array(weights.values.buffer, weights.values.byteOffset, weights.values.length), headerBytes);
  return bytes;
}
