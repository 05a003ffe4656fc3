/**
 * What the emotion classifier has learned, and the file that keeps it. Of four million possible features only those that
 * tell most are kept, so two of them rarely share a place; each has one of 255 rows of weights. Two bytes a feature.
 *
 * Layout, little-endian: `RPEM`, version (u32), feature count (u32), one bias a label (f32), the rows 1–255 of one weight a
 * label (f32), the features in ascending order as the gaps between them (LEB128), then one row number a feature (u8).
 */
import { emotionLabels } from "../../core/emotion.ts";
import { featureSpace } from "./text-features.ts";

export interface EmotionWeights {
  /** In the order of `emotionLabels`. */
  readonly biases: Float32Array;
  /** `row * emotionLabels.length + label`; row 0 is all zeros. */
  readonly rows: Float32Array;
  /** The row of each feature of `featureSpace`; 0 is a feature that was not kept. */
  readonly rowOf: Uint8Array;
}

/** Row 0 included. */
export const rowCount = 256;
const labelCount = emotionLabels.length;
const magic = 0x4d455052;
const version = 3;
const countAt = 8;
const biasesAt = 12;
const rowsAt = biasesAt + 4 * labelCount;
const headerBytes = rowsAt + 4 * labelCount * (rowCount - 1);

/** @throws Error when the bytes are not what `writeEmotionWeights` wrote: the installation is damaged. */
export function readEmotionWeights(bytes: Uint8Array): EmotionWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = bytes.length > headerBytes && view.getUint32(0, true) === magic && view.getUint32(4, true) === version;
  if (!isOurs) throw damaged(`expected a file of version ${version}, got ${bytes.length} bytes of another kind`);
  const count = view.getUint32(countAt, true);
  const floats = (at: number, length: number): Float32Array =>
    Float32Array.from({ length }, (_value, index) => view.getFloat32(at + 4 * index, true));
  const rows = new Float32Array(labelCount * rowCount);
  rows.set(floats(rowsAt, labelCount * (rowCount - 1)), labelCount);
  return { biases: floats(biasesAt, labelCount), rows, rowOf: readFeatures(bytes.subarray(headerBytes), count) };
}

function readFeatures(bytes: Uint8Array, count: number): Uint8Array {
  const rowOf = new Uint8Array(featureSpace);
  const gapBytes = bytes.length - count;
  let feature = 0;
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    let gap = 0;
    let shift = 0;
    let byte = 0x80;
    for (; byte >= 0x80 && at < gapBytes; at += 1, shift += 7) {
      byte = bytes[at] ?? 0;
      gap += (byte & 0x7f) << shift;
    }
    feature += gap;
    if (byte >= 0x80 || feature >= featureSpace) throw damaged(`feature ${index} of ${count} is cut or out of range`);
    rowOf[feature] = bytes[gapBytes + index] ?? 0;
  }
  if (at !== gapBytes) throw damaged(`expected ${count} features, got more`);
  return rowOf;
}

function damaged(reason: string): Error {
  return new Error(`Cannot read the emotion weights: ${reason}`);
}

export function writeEmotionWeights({ biases, rows, rowOf }: EmotionWeights): Uint8Array {
  const features: number[] = [];
  for (const [feature, row] of rowOf.entries()) if (row !== 0) features.push(feature);
  const gaps = features.flatMap((feature, index) => leb128(feature - (features[index - 1] ?? 0)));
  const bytes = new Uint8Array(headerBytes + gaps.length + features.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(countAt, features.length, true);
  for (const [index, bias] of biases.entries()) view.setFloat32(biasesAt + 4 * index, bias, true);
  for (const [index, weight] of rows.subarray(labelCount).entries()) {
    view.setFloat32(rowsAt + 4 * index, weight, true);
  }
  bytes.set(gaps, headerBytes);
  bytes.set(
    features.map((feature) => rowOf[feature] ?? 0),
    headerBytes + gaps.length,
  );
  return bytes;
}

function leb128(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb128(value >>> 7)];
}
