/** GGUF files that lie, each with the check that must catch it. */
import { encodeLength, encodeString, encodeTypeId } from "../../../src/models/formats/gguf/write/metadata.ts";
import {
  arrayEntry,
  entryFields,
  ggufBytes,
  ggufFields,
  smallModelDataBytes,
  smallModelEntries,
  textEntry,
  uint32Entry,
  valueTypeIds,
  withField,
} from "./gguf-bytes.ts";
import type { GgufField, TensorRow } from "./gguf-bytes.ts";

export interface HostileFile {
  readonly name: string;
  /** Name of the check, as in the error's facts. */
  readonly check: string;
  readonly bytes: Uint8Array;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** The small model with one field changed. */
function changed(field: string, bytes: Uint8Array): Uint8Array {
  return ggufBytes(withField(ggufFields(), field, bytes));
}

function withEntries(...more: readonly (readonly GgufField[])[]): Uint8Array {
  return ggufBytes(ggufFields([...smallModelEntries, ...more]));
}

function withTensors(tensors: readonly TensorRow[], dataBytes: number = smallModelDataBytes): Uint8Array {
  return ggufBytes(ggufFields(smallModelEntries, tensors), dataBytes);
}

function withAlignment(value: number): Uint8Array {
  return changed("general.alignment value", encodeTypeId(value));
}

const nestedArray = Buffer.concat([encodeTypeId(valueTypeIds.array), encodeLength(1)]);
const q = "blk.0.attn_q.weight";
const matrix = { shape: [32, 32], typeId: 0 } as const;

export function hostileFiles(): HostileFile[] {
  return [...withDamagedMetadata(), ...withDamagedTensors(), ...withUnusableModel()];
}

const valid = ggufBytes(ggufFields());
const header = Buffer.concat(ggufFields().map(({ bytes }) => bytes));

function withDamagedMetadata(): HostileFile[] {
  return [
    { name: "empty file", check: "magic", bytes: new Uint8Array() },
    { name: "three bytes", check: "magic", bytes: Buffer.from("GGU") },
    { name: "web page", check: "magic", bytes: Buffer.from("<!DOCTYPE html><title>404</title>") },
    { name: "magic alone", check: "truncated", bytes: Buffer.from("GGUF") },
    { name: "version 0", check: "version", bytes: changed("version", encodeTypeId(0)) },
    { name: "version 1", check: "version", bytes: changed("version", encodeTypeId(1)) },
    { name: "version 4", check: "version", bytes: changed("version", encodeTypeId(4)) },
    { name: "big-endian", check: "byte-order", bytes: changed("version", Buffer.from([0, 0, 0, 3])) },
    { name: "2^63 tensors", check: "tensor-count", bytes: changed("tensor-count", uint64(2n ** 63n)) },
    { name: "65,537 tensors", check: "tensor-count", bytes: changed("tensor-count", encodeLength(65_537)) },
    { name: "more tensors than rows", check: "truncated", bytes: header.subarray(0, header.length - 40) },
    { name: "2^64 - 1 keys", check: "metadata-count", bytes: changed("metadata-count", uint64(2n ** 64n - 1n)) },
    { name: "key of 2^63 bytes", check: "key-length", bytes: changed("general.name key-length", uint64(2n ** 63n)) },
    { name: "empty key", check: "key-length", bytes: changed("general.name key-length", encodeLength(0)) },
    { name: "key twice", check: "duplicate-key", bytes: withEntries(textEntry("general.name", "again")) },
    { name: "unknown value type", check: "value-type", bytes: changed("test.flag type", encodeTypeId(13)) },
    { name: "text of 2^63 bytes", check: "string-length", bytes: changed("general.name length", uint64(2n ** 63n)) },
    {
      name: "text of 16 MiB and one",
      check: "string-length",
      bytes: changed("general.name length", encodeLength(2 ** 24 + 1)),
    },
    {
      name: "text longer than the file",
      check: "truncated",
      bytes: changed("general.name length", encodeLength(2 ** 24)),
    },
    {
      name: "token of 2^63 bytes",
      check: "string-length",
      bytes: withEntries(arrayEntry("test.texts", valueTypeIds.string, 1, uint64(2n ** 63n))),
    },
    {
      name: "2^63 array elements",
      check: "array-length",
      bytes: changed("tokenizer.ggml.tokens length", uint64(2n ** 63n)),
    },
    {
      name: "array longer than the file",
      check: "truncated",
      bytes: changed("llama.attention.head_count_kv length", encodeLength(2 ** 20)),
    },
    {
      name: "array of arrays",
      check: "nested-array",
      bytes: withEntries(arrayEntry("test.nested", valueTypeIds.array, 1, nestedArray)),
    },
    {
      name: "100,000 arrays in one another",
      check: "nested-array",
      bytes: withEntries(
        entryFields("test.deep", valueTypeIds.array, [
          { name: "value", bytes: Buffer.concat(Array.from({ length: 100_000 }, () => nestedArray)) },
        ]),
      ),
    },
    { name: "alignment 0", check: "alignment", bytes: withAlignment(0) },
    { name: "alignment 3", check: "alignment", bytes: withAlignment(3) },
    { name: "alignment 2^17", check: "alignment", bytes: withAlignment(2 ** 17) },
    { name: "alignment 2^32 - 1", check: "alignment", bytes: withAlignment(2 ** 32 - 1) },
    {
      name: "alignment as a text",
      check: "alignment",
      bytes: ggufBytes(
        ggufFields([textEntry("general.alignment", "32"), ...smallModelEntries.filter((_, i) => i !== 2)]),
      ),
    },
  ];
}

function withDamagedTensors(): HostileFile[] {
  return [
    {
      name: "tensor name of 300 bytes",
      check: "tensor-name",
      bytes: changed(`${q} name`, encodeString("x".repeat(300))),
    },
    {
      name: "two tensors of one name",
      check: "duplicate-tensor",
      bytes: changed(`${q} name`, encodeString("token_embd.weight")),
    },
    { name: "no dimensions", check: "dimension-count", bytes: changed(`${q} dimension-count`, encodeTypeId(0)) },
    {
      name: "2^32 - 1 dimensions",
      check: "dimension-count",
      bytes: changed(`${q} dimension-count`, encodeTypeId(2 ** 32 - 1)),
    },
    { name: "dimension 0", check: "dimension", bytes: changed(`${q} dimension-1`, encodeLength(0)) },
    { name: "dimension 2^63", check: "dimension", bytes: changed(`${q} dimension-1`, uint64(2n ** 63n)) },
    {
      name: "dimensions whose product wraps to 0 in 64 bits",
      check: "dimension-product",
      bytes: withTensors([{ name: "w", shape: [2 ** 16, 2 ** 16, 2 ** 16, 2 ** 16], typeId: 0, offset: 0 }]),
    },
    {
      name: "weights that fit and bytes that do not",
      check: "dimension-product",
      bytes: withTensors([{ name: "w", shape: [2 ** 26, 2 ** 26], typeId: 28, offset: 0 }]),
    },
    { name: "tensor type that was given up", check: "tensor-type", bytes: changed(`${q} type`, encodeTypeId(4)) },
    { name: "tensor type 2^32 - 1", check: "tensor-type", bytes: changed(`${q} type`, encodeTypeId(2 ** 32 - 1)) },
    { name: "row of no whole blocks", check: "block-size", bytes: changed(`${q} type`, encodeTypeId(12)) },
    { name: "offset beyond the file", check: "tensor-bounds", bytes: changed(`${q} offset`, encodeLength(2 ** 30)) },
    { name: "offset of 2^64 - 32", check: "tensor-bounds", bytes: changed(`${q} offset`, uint64(2n ** 64n - 32n)) },
    { name: "last byte missing", check: "tensor-bounds", bytes: valid.subarray(0, valid.length - 1) },
    { name: "weights missing", check: "tensor-bounds", bytes: header },
    { name: "offset between alignments", check: "tensor-alignment", bytes: changed(`${q} offset`, encodeLength(4100)) },
    {
      name: "two tensors in one place",
      check: "tensor-overlap",
      bytes: withTensors([
        { name: "a", ...matrix, offset: 0 },
        { name: "b", ...matrix, offset: 0 },
      ]),
    },
    {
      name: "tensors that overlap by one block",
      check: "tensor-overlap",
      bytes: withTensors([
        { name: "a", ...matrix, offset: 4064 },
        { name: "b", ...matrix, offset: 0 },
      ]),
    },
  ];
}

/** Files that are whole, of models that cannot be used. */
function withUnusableModel(): HostileFile[] {
  return [
    {
      name: "no architecture",
      check: "required-key",
      bytes: changed("general.architecture key", Buffer.from("general.architectura")),
    },
    { name: "no layers", check: "required-key", bytes: changed("llama.block_count value", encodeTypeId(0)) },
    { name: "513 layers", check: "key-value", bytes: changed("llama.block_count value", encodeTypeId(513)) },
    {
      name: "layers as a float",
      check: "key-value",
      bytes: changed("llama.block_count type", encodeTypeId(valueTypeIds.float32)),
    },
    { name: "LoRA adapter", check: "key-value", bytes: withEntries(textEntry("general.type", "adapter")) },
    { name: "no tensors", check: "tensor-count", bytes: withTensors([]) },
    {
      name: "wrapping split number",
      check: "split-part",
      bytes: withEntries(uint32Entry("split.count", 2), uint32Entry("split.no", 2)),
    },
  ];
}
