/** Reads the weights of a CTranslate2 model: a list of named tensors, little-endian. */
import { float16Table } from "../../../core/float16.ts";
import { ReparteeError } from "../../../core/errors.ts";

export interface Ct2Weights {
  readonly names: readonly string[];
  shape(name: string): readonly number[];
  /** As numbers, whatever they are stored as; 8-bit weights times their scale. @throws ReparteeError */
  values(name: string): Float32Array;
}

interface Stored {
  readonly shape: readonly number[];
  readonly type: number;
  readonly data: Uint8Array;
}

const elementType = { float32: 0, int8: 1, int16: 2, int32: 3, float16: 4 } as const;
const elementBytes: readonly number[] = [4, 1, 2, 4, 2];

/** @throws ReparteeError `model_file_invalid`. */
export function readCt2Weights(file: Uint8Array): Ct2Weights {
  const tensors = readTensors(file);

  function stored(name: string): Stored {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw invalid(`tensor "${name}" is missing`);
    return tensor;
  }

  /** Keys, queries and values are taken from one tensor, one after the other. */
  let last: { readonly name: string; readonly values: Float32Array } | undefined;

  return {
    names: [...tensors.keys()],
    shape: (name) => stored(name).shape,
    values(name) {
      if (last?.name !== name) last = { name, values: decode(name) };
      return last.values;
    },
  };

  function decode(name: string): Float32Array {
    const tensor = stored(name);
    if (tensor.type !== elementType.int8) return numbers(tensor);
    const scales = numbers(stored(`${name}_scale`));
    const quantized = numbers(tensor);
    const rowLength = quantized.length / scales.length;
    return quantized.map((value, index) => value / (scales[Math.floor(index / rowLength)] ?? 1));
  }
}

function readTensors(file: Uint8Array): ReadonlyMap<string, Stored> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let offset = 0;
  function take(bytes: number): number {
    const start = offset;
    offset += bytes;
    if (offset > file.length) throw invalid("it ends within a tensor");
    return start;
  }
  const u8 = (): number => view.getUint8(take(1));
  const u16 = (): number => view.getUint16(take(2), true);
  const u32 = (): number => view.getUint32(take(4), true);
  /** Its length counts a zero at its end. */
  function name(): string {
    const length = u16();
    const start = take(length);
    return new TextDecoder().decode(file.subarray(start, start + length - 1));
  }

  u32();
  name();
  u32();
  const count = u32();
  if (count === 0 || count > 100_000) throw invalid(`it announces ${count} tensors`);
  const tensors = new Map<string, Stored>();
  for (let index = 0; index < count; index += 1) {
    const tensorName = name();
    const rank = u8();
    const shape = Array.from({ length: rank }, u32);
    const type = u8();
    const bytes = u32();
    const start = take(bytes);
    const elements = shape.reduce((product, size) => product * size, 1);
    if (elements * (elementBytes[type] ?? 0) !== bytes) throw invalid(`tensor "${tensorName}" has another size`);
    tensors.set(tensorName, { shape, type, data: file.subarray(start, start + bytes) });
  }
  return tensors;
}

/** Loops over typed arrays: the weights are hundreds of millions of numbers. */
function numbers({ data, type }: Stored): Float32Array {
  // A copy, so that it is aligned whatever stood before it in the file. (`slice` of a Buffer would be no copy.)
  const { buffer } = new Uint8Array(data);
  if (type === elementType.float32) return new Float32Array(buffer);
  if (type === elementType.int8) return Float32Array.from(new Int8Array(buffer));
  if (type === elementType.int16) return Float32Array.from(new Int16Array(buffer));
  if (type === elementType.int32) return Float32Array.from(new Int32Array(buffer));
  if (type !== elementType.float16) throw invalid(`elements of type ${type} are not known`);
  const table = float16Table();
  return Float32Array.from(new Uint16Array(buffer), (pattern) => table[pattern] ?? 0);
}

function invalid(reason: string): ReparteeError {
  return new ReparteeError("model_file_invalid", `Cannot read the CTranslate2 weights: ${reason}`);
}
