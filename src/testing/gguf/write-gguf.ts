/**
 * Writes a GGUF v3 file: header, metadata, tensor table, then each tensor's bytes at its place. Bytes are streamed,
 * so memory stays at one chunk however large the file; `"zeros"` is left as a hole where the file system has holes.
 */
import { open, rm, type FileHandle } from "node:fs/promises";

import { encodeLength, encodeMetadataEntry, encodeString, encodeTypeId, uint32, type Metadata } from "./metadata.ts";
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
  readonly data: "zeros" | (() => Iterable<Uint8Array>);
}

export interface GgufContent {
  /** Without `general.alignment`, which the writer adds. */
  readonly metadata: Metadata;
  readonly tensors: readonly Tensor[];
}

/**
 * @throws RangeError when a tensor's data is not as long as its shape and type say; no file is left then.
 */
export async function writeGguf(path: string, content: GgufContent): Promise<void> {
  const places = placeTensors(content.tensors);
  const head = pad(encodeHead(content, places));
  const file = await open(path, "w");
  try {
    await writeFully(file, head, 0);
    for (const place of places) await writeTensor(file, place, head.length + place.offset);
    const last = places.at(-1);
    await file.truncate(head.length + (last === undefined ? 0 : align(last.offset + last.byteLength)));
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await file.close();
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
  const metadata = Object.entries({ ...content.metadata, "general.alignment": uint32(ALIGNMENT) });
  return Buffer.concat([
    Buffer.from(MAGIC, "latin1"),
    encodeTypeId(VERSION),
    encodeLength(places.length),
    encodeLength(metadata.length),
    ...metadata.map(([key, value]) => encodeMetadataEntry(key, value)),
    ...places.map(encodeTensorInfo),
  ]);
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

async function writeTensor(file: FileHandle, { tensor, byteLength }: Place, position: number): Promise<void> {
  if (tensor.data === "zeros") return;
  let written = 0;
  for (const chunk of tensor.data()) {
    if (written + chunk.length <= byteLength) await writeFully(file, chunk, position + written);
    written += chunk.length;
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
