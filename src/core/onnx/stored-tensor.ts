/** A tensor as it lies in an ONNX file. */
import { readProtobufFields, type ProtobufField } from "./protobuf-fields.ts";

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Undefined for types other than these. */
  readonly type: "float" | "uint8" | "int8" | undefined;
  /** In the order of rows. @throws RangeError when the type is undefined. */
  values(): Float32Array | Uint8Array | Int8Array;
}

/** Field numbers of `TensorProto`. */
const field = { shape: 1, type: 2, floats: 4, integers: 5, name: 8, bytes: 9 } as const;
const types: Readonly<Record<number, "float" | "uint8" | "int8">> = { 1: "float", 2: "uint8", 3: "int8" };

export function readTensor(content: Uint8Array): StoredTensor {
  const fields = readProtobufFields(content);
  const of = (wanted: number): readonly ProtobufField[] => fields.filter(({ number }) => number === wanted);
  const name = Buffer.from(of(field.name)[0]?.content ?? []).toString("utf8");
  const type = types[of(field.type)[0]?.content[0] ?? 0];
  // A list may be written packed, as one field, or as a field for each of its numbers: its bytes are the same.
  const bytesOf = (wanted: number): Buffer => Buffer.concat(of(wanted).map((part) => part.content));

  function values(): Float32Array | Uint8Array | Int8Array {
    const raw = bytesOf(field.bytes);
    if (type === "float") return toFloats(raw.length > 0 ? raw : bytesOf(field.floats));
    if (type === undefined) throw new RangeError(`${name}: expected floats or 8-bit numbers`);
    const whole =
      raw.length > 0 ? raw : Uint8Array.from(varints(bytesOf(field.integers)), (value) => Number(value & 255n));
    return type === "uint8" ? whole : new Int8Array(whole.buffer, whole.byteOffset, whole.byteLength);
  }

  return { name, shape: varints(bytesOf(field.shape)).map(Number), type, values };
}

function toFloats(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = Uint8Array.from(bytes);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

function varints(bytes: Uint8Array): readonly bigint[] {
  const numbers: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0n;
    shift = 0n;
  }
  return numbers;
}
