/**
 * A small valid GGUF file as fields that can be changed one by one before they become bytes: each with a name, so that
 * a test can say which it breaks.
 */
import { encodeLength, encodeString, encodeTypeId } from "../../../src/models/formats/gguf/write/metadata.ts";

/** One field of the file. Fields are written in order without gaps. */
export interface GgufField {
  /** Such as `tensor-count`, `llama.block_count value`, `blk.0.w offset`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The number of each value type in a file. */
export const valueTypeIds = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;

export interface TensorRow {
  readonly name: string;
  readonly shape: readonly number[];
  readonly typeId: number;
  readonly offset: number;
}

/** A key with a value whose bytes are given, split into fields. */
export function entryFields(key: string, typeId: number, value: readonly GgufField[]): GgufField[] {
  return [
    { name: `${key} key-length`, bytes: encodeLength(Buffer.byteLength(key)) },
    { name: `${key} key`, bytes: Buffer.from(key) },
    { name: `${key} type`, bytes: encodeTypeId(typeId) },
    ...value.map(({ name, bytes }) => ({ name: `${key} ${name}`, bytes })),
  ];
}

export function uint32Entry(key: string, value: number): GgufField[] {
  return entryFields(key, valueTypeIds.uint32, [{ name: "value", bytes: encodeTypeId(value) }]);
}

export function textEntry(key: string, value: string): GgufField[] {
  return entryFields(key, valueTypeIds.string, [
    { name: "length", bytes: encodeLength(Buffer.byteLength(value)) },
    { name: "value", bytes: Buffer.from(value) },
  ]);
}

export function arrayEntry(key: string, elementTypeId: number, count: number, elements: Uint8Array): GgufField[] {
  return entryFields(key, valueTypeIds.array, [
    { name: "element-type", bytes: encodeTypeId(elementTypeId) },
    { name: "length", bytes: encodeLength(count) },
    { name: "elements", bytes: elements },
  ]);
}

function tensorFields({ name, shape, typeId, offset }: TensorRow): GgufField[] {
  return [
    { name: `${name} name`, bytes: encodeString(name) },
    { name: `${name} dimension-count`, bytes: encodeTypeId(shape.length) },
    ...shape.map((size, index) => ({ name: `${name} dimension-${index}`, bytes: encodeLength(size) })),
    { name: `${name} type`, bytes: encodeTypeId(typeId) },
    { name: `${name} offset`, bytes: encodeLength(offset) },
  ];
}

/** 32 × 32 weights of F32. */
const matrixBytes = 32 * 32 * 4;

/** Keys of every kind and three tensors; each entry is the fields of one key. */
export const smallModelEntries: readonly (readonly GgufField[])[] = [
  textEntry("general.architecture", "llama"),
  textEntry("general.name", "small"),
  uint32Entry("general.alignment", 32),
  uint32Entry("llama.context_length", 2048),
  uint32Entry("llama.embedding_length", 32),
  uint32Entry("llama.block_count", 2),
  uint32Entry("llama.attention.head_count", 4),
  arrayEntry("llama.attention.head_count_kv", valueTypeIds.int32, 2, Buffer.concat([encodeTypeId(2), encodeTypeId(1)])),
  entryFields("test.flag", valueTypeIds.bool, [{ name: "value", bytes: Buffer.from([1]) }]),
  entryFields("test.seed", valueTypeIds.uint64, [{ name: "value", bytes: encodeLength(7) }]),
  textEntry("tokenizer.ggml.model", "gpt2"),
  arrayEntry(
    "tokenizer.ggml.tokens",
    valueTypeIds.string,
    64,
    Buffer.concat(Array.from({ length: 64 }, (_, id) => encodeString(`t${id}`))),
  ),
  textEntry("tokenizer.chat_template", "{{ messages }}"),
];

export const smallModelTensors: readonly TensorRow[] = [
  { name: "token_embd.weight", shape: [32, 32], typeId: 0, offset: 0 },
  { name: "blk.0.attn_q.weight", shape: [32, 32], typeId: 0, offset: matrixBytes },
  { name: "blk.0.ffn_up.weight", shape: [32, 8, 2, 2], typeId: 0, offset: 2 * matrixBytes },
];

/** Weights of the small model, which begin after the header at the next multiple of 32. */
export const smallModelDataBytes: number = 3 * matrixBytes;

/** Header fields in the file's order. */
export function ggufFields(
  entries: readonly (readonly GgufField[])[] = smallModelEntries,
  tensors: readonly TensorRow[] = smallModelTensors,
): GgufField[] {
  return [
    { name: "magic", bytes: Buffer.from("GGUF") },
    { name: "version", bytes: encodeTypeId(3) },
    { name: "tensor-count", bytes: encodeLength(tensors.length) },
    { name: "metadata-count", bytes: encodeLength(entries.length) },
    ...entries.flat(),
    ...tensors.flatMap(tensorFields),
  ];
}

/** The same fields with one of them changed. @throws RangeError when there is no such field. */
export function withField(fields: readonly GgufField[], name: string, bytes: Uint8Array): GgufField[] {
  if (!fields.some((field) => field.name === name)) throw new RangeError(`There is no field "${name}"`);
  return fields.map((field) => (field.name === name ? { name, bytes } : field));
}

/** Header bytes followed by `dataBytes` zeros as weights. */
export function ggufBytes(fields: readonly GgufField[], dataBytes: number = smallModelDataBytes): Buffer {
  const header = Buffer.concat(fields.map(({ bytes }) => bytes));
  const dataStart = Math.ceil(header.length / 32) * 32;
  return Buffer.concat([header], dataStart + dataBytes);
}
