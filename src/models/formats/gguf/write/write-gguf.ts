/**
 * Writes a GGUF v3 file: header, metadata, tensor table, then each tensor's bytes at its place. Bytes are streamed,
 * so memory stays at one chunk however large the file; `"zeros"` is left as a hole where the file system has holes.
 * The file is written in place: a caller that needs it whole or not at all writes to another name and renames.
 */
import { open, rm, type FileHandle } from "node:fs/promises";
import {
  encodeLength,
  encodeMetadataEntry,
  encodeString,
  encodeTypeId,
  uint32,
  type EncodedMetadata,
  type Metadata,
} from "./metadata.ts";
import { tensorByteLength, tensorTypes, type TensorType } from "./tensor-type.ts";

/** Every tensor begins at a multiple of this many bytes. */
const ALIGNMENT = 32;
const MAGIC = "GGUF";
const VERSION = 3;

export interface Tensor {
  readonly name: string;
  readonly type: TensorType;
  /** In GGUF's order: the length of a row first, then the number of rows. */
  readonly shape: readonly number[];
  /** All weights zero, or the encoded blocks in order; a chunk may be used again once the next one is asked for. */
  readonly data: "zeros" | (() => Iterable<Uint8Array> | AsyncIterable<Uint8Array>);
}

export interface GgufContent {
  /** Without `general.alignment`, which the writer adds; where it is encoded, for an alignment of 32 bytes, the default. */
  readonly metadata: Metadata | EncodedMetadata;
  readonly tensors: readonly Tensor[];
}

export interface GgufWriteOptions {
  /** Waits until the bytes are on the disk, not only with the operating system. Default: false. */
  readonly flush?: boolean;
  /** Called after each chunk with the bytes of the file that are written, and its whole size. */
  readonly onProgress?: (writtenBytes: number, totalBytes: number) => void;
}

/** Bytes that the file will have. @throws RangeError as `writeGguf` does for shapes. */
export function ggufByteLength(content: GgufContent): number {
  return layOut(content).byteLength;
}

/**
 * What a tensor's data throws ends the writing as well; no file is left then.
 * @throws RangeError when a tensor's data is not as long as its shape and type say; no file is left then.
 */
export async function writeGguf(path: string, content: GgufContent, options: GgufWriteOptions = {}): Promise<void> {
  const { head, places, byteLength } = layOut(content);
  const file = await open(path, "w");
  try {
    await writeFully(file, head, 0);
    for (const place of places) {
      const start = head.length + place.offset;
      await writeTensor(file, place, start, (end) => options.onProgress?.(end, byteLength));
    }
    await file.truncate(byteLength);
    if (options.flush === true) await file.sync();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await file.close();
}

interface Layout {
  /** Everything before the tensors' data, padded to where the first begins. */
  readonly head: Buffer;
  readonly places: readonly Place[];
  /** Of the whole file. */
  readonly byteLength: number;
}

function layOut(content: GgufContent): Layout {
  const places = placeTensors(content.tensors);
  const head = pad(encodeHead(content, places));
  const last = places.at(-1);
  const dataLength = last === undefined ? 0 : align(last.offset + last.byteLength);
  return { head, places, byteLength: head.length + dataLength };
}

interface Place {
  readonly tensor: Tensor;
  /** From the start of the data section. */
  readonly offset: number;
  readonly byteLength: number;
}

function placeTensors(tensors: readonly Tensor[]): Place[] {
  let offset = 0;
  return tensors.map((tensor) => {
    const place = { tensor, offset, byteLength: tensorByteLength(tensor.type, tensor.shape) };
    offset = align(offset + place.byteLength);
    return place;
  });
}

function encodeHead(content: GgufContent, places: readonly Place[]): Buffer {
  const { count, bytes } = encodeMetadata(content.metadata);
  return Buffer.concat([
    Buffer.from(MAGIC, "latin1"),
    encodeTypeId(VERSION),
    encodeLength(places.length),
    encodeLength(count),
    bytes,
    ...places.map(encodeTensorInfo),
  ]);
}

function encodeMetadata(metadata: Metadata | EncodedMetadata): EncodedMetadata {
  if (isEncoded(metadata)) return metadata;
  const entries = Object.entries({ ...metadata, "general.alignment": uint32(ALIGNMENT) });
  return {
    count: entries.length,
    bytes: Buffer.concat(entries.map(([key, value]) => encodeMetadataEntry(key, value))),
  };
}

function isEncoded(metadata: Metadata | EncodedMetadata): metadata is EncodedMetadata {
  return Buffer.isBuffer(metadata["bytes"]);
}

function encodeTensorInfo({ tensor, offset }: Place): Buffer {
  return Buffer.concat([
    encodeString(tensor.name),
    encodeTypeId(tensor.shape.length),
    ...tensor.shape.map(encodeLength),
    encodeTypeId(tensorTypes[tensor.type].id),
    encodeLength(offset),
  ]);
}

async function writeTensor(
  file: FileHandle,
  { tensor, byteLength }: Place,
  position: number,
  onWritten: (end: number) => void,
): Promise<void> {
  if (tensor.data === "zeros") return;
  let written = 0;
  for await (const chunk of tensor.data()) {
    if (written + chunk.length <= byteLength) await writeFully(file, chunk, position + written);
    written += chunk.length;
    onWritten(position + written);
  }
  if (written !== byteLength) {
    throw new RangeError(
      `Tensor "${tensor.name}" (${tensor.type}, [${tensor.shape.join(", ")}]) needs ${byteLength} bytes, got ${written}`,
    );
  }
}

/** A single write may stop early (a full disk, a signal), so it goes on until all bytes are in. */
async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], align(bytes.length));
}
