/**
 * Reads the header of a safetensors file: 8 bytes with the length of a JSON object that names each tensor's type, shape
 * and place, then the tensors' bytes (https://github.com/huggingface/safetensors#format).
 */
import { open } from "node:fs/promises";
import { z } from "zod";
import { readJson, readValue } from "../../../schema/index.ts";
import { quoted, readingOf, unreadable } from "../unreadable.ts";
import { type ByteSource, fileRange, partOf } from "../byte-source.ts";
import { elementBytes, type ElementType } from "../element-type.ts";
import type { Checkpoint, SourceTensor } from "./checkpoint.ts";

/** The format's own limit. */
const maxHeaderBytes = 100_000_000;
const maxDimensions = 8;

/** @throws ReparteeError `model_file_invalid` */
export async function openSafetensors(path: string, label: string): Promise<Checkpoint> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const whole = fileRange(file, 0, size, label);
    const headerLength = Number((await whole.read(0, 8)).readBigUInt64LE());
    if (headerLength > maxHeaderBytes || headerLength + 8 > size) {
      throw unreadable(label, `its header claims ${headerLength} bytes, the file has ${size}`);
    }
    const entries = parseHeader(await whole.read(8, headerLength), label);
    const data = partOf(whole, 8 + headerLength, size - 8 - headerLength);
    const tensors = entries.map(([name, description]) => readTensor(name, description, data, label));
    assertApart(tensors, label);
    return {
      label,
      tensors: new Map(tensors.map(({ tensor }) => [tensor.name, tensor])),
      [Symbol.asyncDispose]: async () => await file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface PlacedTensor {
  readonly tensor: SourceTensor;
  /** From the start of the data. */
  readonly begin: number;
  readonly end: number;
}

/** By name; what is not a description of a tensor is seen when the tensors are placed. */
const header = z.record(z.string(), z.unknown());
const size = z.int().min(0);
const tensorDescription = z.object({
  dtype: z.string(),
  shape: z.array(size).max(maxDimensions),
  data_offsets: z.tuple([size, size]),
});

function parseHeader(bytes: Buffer, label: string): [string, unknown][] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(label, "expected a header in JSON, got text that is not UTF-8", { cause });
  }
  const found = readJson(header, text, readingOf(`${label}, header`));
  return Object.entries(found).filter(([name]) => name !== "__metadata__");
}

function readTensor(name: string, description: unknown, data: ByteSource, label: string): PlacedTensor {
  const { dtype, shape, data_offsets } = readValue(
    tensorDescription,
    description,
    readingOf(`${label}, tensor ${quoted(name)}`),
  );
  const [begin, end] = data_offsets;
  if (begin > end || end > data.byteLength) {
    const found = `tensor ${quoted(name)} lies at ${begin}–${end}, the data has ${data.byteLength} bytes`;
    throw unreadable(label, found);
  }
  const bytesEach = Object.hasOwn(elementBytes, dtype) ? elementBytes[dtype as ElementType] : undefined;
  const elements = shape.reduce((product, length) => product * length, 1);
  if (bytesEach !== undefined && elements * bytesEach !== end - begin) {
    throw unreadable(label, `tensor ${quoted(name)} needs ${elements * bytesEach} bytes, its place has ${end - begin}`);
  }
  return { begin, end, tensor: { name, elementType: dtype, shape, bytes: partOf(data, begin, end - begin) } };
}

function assertApart(tensors: readonly PlacedTensor[], label: string): void {
  let previous: PlacedTensor | undefined;
  for (const placed of tensors.toSorted((one, other) => one.begin - other.begin || one.end - other.end)) {
    if (previous !== undefined && placed.begin < previous.end) {
      const names = `${quoted(previous.tensor.name)} and ${quoted(placed.tensor.name)}`;
      throw unreadable(label, `the tensors ${names} overlap`);
    }
    previous = placed;
  }
}
