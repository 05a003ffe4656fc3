/**
 * Weights of a source tensor as numbers, whatever they are stored as.
 */
import { float16Table } from "../../../core/float16.ts";
import { quoted, unreadable } from "../unreadable.ts";
import { elementBytes } from "../element-type.ts";
import type { SourceTensor } from "./checkpoint.ts";

/** `count` weights from the one of index `first` on. @throws ReparteeError `model_file_invalid` */
export async function readWeights(
  tensor: SourceTensor,
  first: number,
  count: number,
  label: string,
): Promise<Float32Array<ArrayBuffer>> {
  const { elementType } = tensor;
  if (elementType !== "F32" && elementType !== "F16" && elementType !== "BF16") {
    throw unreadable(
      label,
      `tensor ${quoted(tensor.name)} holds ${quoted(elementType)}, weights are F32, F16 or BF16`,
      { hint: "Save the model as float32, float16 or bfloat16 first." },
    );
  }
  const size = elementBytes[elementType];
  const bytes = await tensor.bytes.read(first * size, count * size);
  const weights = decoders[elementType](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), count);
  if (!allFinite(weights)) {
    throw unreadable(label, `tensor ${quoted(tensor.name)} holds weights that are no finite numbers`);
  }
  return weights;
}

const decoders: Readonly<Record<"F32" | "F16" | "BF16", (view: DataView, count: number) => Float32Array<ArrayBuffer>>> =
  {
    F32(view, count) {
      const weights = new Float32Array(count);
      for (let index = 0; index < count; index++) weights[index] = view.getFloat32(index * 4, true);
      return weights;
    },
    F16(view, count) {
      const table = float16Table();
      const weights = new Float32Array(count);
      for (let index = 0; index < count; index++) weights[index] = table[view.getUint16(index * 2, true)] ?? 0;
      return weights;
    },
    /** The upper half of a float32. */
    BF16(view, count) {
      const patterns = new Uint32Array(count);
      for (let index = 0; index < count; index++) patterns[index] = view.getUint16(index * 2, true) << 16;
      return new Float32Array(patterns.buffer);
    },
  };

/** A sum of float32 in float64 cannot overflow, so it is finite exactly when each of them is. */
function allFinite(weights: Float32Array): boolean {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += weights[index] ?? 0;
  return Number.isFinite(sum);
}
