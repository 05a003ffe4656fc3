/**
 * Metadata of a GGUF v3 file: values that carry their type, and their bytes (little-endian).
 */
const valueTypes = {
  uint8: { id: 0, bytes: 1 },
  int8: { id: 1, bytes: 1 },
  uint16: { id: 2, bytes: 2 },
  int16: { id: 3, bytes: 2 },
  uint32: { id: 4, bytes: 4 },
  int32: { id: 5, bytes: 4 },
  float32: { id: 6, bytes: 4 },
  bool: { id: 7, bytes: 1 },
  uint64: { id: 10, bytes: 8 },
  int64: { id: 11, bytes: 8 },
  float64: { id: 12, bytes: 8 },
} as const;
const STRING_ID = 8;
const ARRAY_ID = 9;

export type NumberType = Exclude<keyof typeof valueTypes, "bool">;

export type MetadataValue =
  | { readonly type: NumberType; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "array"; readonly of: NumberType; readonly values: readonly number[] }
  | { readonly type: "array"; readonly of: "string"; readonly values: readonly string[] };

export type Metadata = Readonly<Record<string, MetadataValue>>;

/** As another file of version 3 has it. */
export interface EncodedMetadata {
  /** Entries in `bytes`. */
  readonly count: number;
  readonly bytes: Buffer;
}

export function uint32(value: number): MetadataValue {
  return { type: "uint32", value };
}

export function float32(value: number): MetadataValue {
  return { type: "float32", value };
}

export function bool(value: boolean): MetadataValue {
  return { type: "bool", value };
}

export function string(value: string): MetadataValue {
  return { type: "string", value };
}

export function strings(values: readonly string[]): MetadataValue {
  return { type: "array", of: "string", values };
}

export function int32s(values: readonly number[]): MetadataValue {
  return { type: "array", of: "int32", values };
}

/** A count or length as GGUF writes it: 64 bits. */
export function encodeLength(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(length));
  return bytes;
}

export function encodeTypeId(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(id);
  return bytes;
}

/** A string as GGUF writes it: its length in bytes, then UTF-8 without a terminator. */
export function encodeString(value: string): Buffer {
  const text = Buffer.from(value, "utf8");
  return Buffer.concat([encodeLength(text.length), text]);
}

/** A vocabulary has some 100,000 strings: one buffer for all of them, since one for each takes several times as long. */
function encodeStrings(values: readonly string[]): Buffer {
  const total = values.reduce((sum, value) => sum + 8 + Buffer.byteLength(value, "utf8"), 0);
  const bytes = Buffer.alloc(total);
  let position = 0;
  for (const value of values) {
    const length = bytes.write(value, position + 8, "utf8");
    /* The upper half of the length stays 0: a string of JavaScript has less than 4 GB. */
    bytes.writeUInt32LE(length, position);
    position += 8 + length;
  }
  return bytes;
}

/** One key with its value. @throws RangeError when a number does not fit its type. */
export function encodeMetadataEntry(key: string, entry: MetadataValue): Buffer {
  return Buffer.concat([encodeString(key), encodeValue(entry)]);
}

function encodeValue(entry: MetadataValue): Buffer {
  switch (entry.type) {
    case "string":
      return Buffer.concat([encodeTypeId(STRING_ID), encodeString(entry.value)]);
    case "bool":
      return Buffer.concat([encodeTypeId(valueTypes.bool.id), Buffer.from([entry.value ? 1 : 0])]);
    case "array": {
      const elements = entry.of === "string" ? encodeStrings(entry.values) : encodeNumbers(entry.of, entry.values);
      const elementId = entry.of === "string" ? STRING_ID : valueTypes[entry.of].id;
      const head = [encodeTypeId(ARRAY_ID), encodeTypeId(elementId), encodeLength(entry.values.length)];
      return Buffer.concat([...head, elements]);
    }
    default:
      return Buffer.concat([encodeTypeId(valueTypes[entry.type].id), encodeNumbers(entry.type, [entry.value])]);
  }
}

function encodeNumbers(type: NumberType, values: readonly number[]): Buffer {
  const { bytes: size } = valueTypes[type];
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((value, index) => writeNumber(bytes, index * size, type, value));
  return bytes;
}

function writeNumber(bytes: Buffer, offset: number, type: NumberType, value: number): void {
  switch (type) {
    case "uint8":
    case "uint16":
    case "uint32":
      bytes.writeUIntLE(value, offset, valueTypes[type].bytes);
      return;
    case "int8":
    case "int16":
    case "int32":
      bytes.writeIntLE(value, offset, valueTypes[type].bytes);
      return;
    case "uint64":
      bytes.writeBigUInt64LE(BigInt(value), offset);
      return;
    case "int64":
      bytes.writeBigInt64LE(BigInt(value), offset);
      return;
    case "float32":
      bytes.writeFloatLE(value, offset);
      return;
    case "float64":
      bytes.writeDoubleLE(value, offset);
  }
}
