/**
 * PyTorch's file format before 1.6, which DialoGPT's own files have: five pickles in a row (a magic number, a version,
 * facts of the machine, the model, the keys of its storages), then each storage as the number of its elements (64 bits)
 * and their bytes, in the order of the keys.
 */
import { PickleError } from "../pickle/byte-cursor.ts";
import type { StorageReference, StoredTensor } from "../pickle/torch-world.ts";
import { quoted, unreadable } from "../unreadable.ts";
import { type ByteSource, partOf } from "../byte-source.ts";
import { elementBytes } from "../element-type.ts";
import type { SourceTensor } from "./checkpoint.ts";
import { readTorchPickle, refusal, sourceTensor, storedTensors } from "./torch-tensors.ts";

const magic = 0x1950a86a20f9469cfc6cn;
const version = 1001;
/** The pickles of a model of a billion weights have some 100 KB; where they end is known only after reading them. */
const firstHeadBytes = 2 ** 20;
const maxHeadBytes = 64 * 2 ** 20;
const countBytes = 8;

/** @throws ReparteeError `model_file_invalid` */
export async function readTorchLegacy(file: ByteSource, label: string): Promise<SourceTensor[]> {
  const { model, keys, end } = await readHead(file, label);
  const stored = storedTensors(model, label);
  const storages = await placeStorages(file, keys, end, referencesOf(stored, label), label);
  return [...stored].map(([name, tensor]) => {
    const bytes = storages.get(tensor.storage.key);
    if (bytes === undefined) throw unreadable(label, `storage ${quoted(tensor.storage.key)} is missing`);
    return sourceTensor(name, tensor, bytes);
  });
}

interface Head {
  readonly model: unknown;
  readonly keys: readonly unknown[];
  /** Where the storages begin. */
  readonly end: number;
}

async function readHead(file: ByteSource, label: string): Promise<Head> {
  for (let length = firstHeadBytes; ; length *= 8) {
    const isLast = length >= Math.min(file.byteLength, maxHeadBytes);
    const bytes = await file.read(0, Math.min(length, file.byteLength));
    try {
      return parseHead(bytes, label);
    } catch (error) {
      if (!(error instanceof PickleError)) throw error;
      if (isLast) throw refusal(error, label);
    }
  }
}

function parseHead(bytes: Buffer, label: string): Head {
  let end = 0;
  const next = (): unknown => {
    const pickle = readTorchPickle(bytes, end, label);
    end = pickle.end;
    return pickle.value;
  };
  if (next() !== magic || next() !== version) throw unreadable(label, "it is no checkpoint of PyTorch");
  const machine = next();
  if (machine instanceof Map && machine.get("little_endian") === false) {
    throw unreadable(label, "it was written on a big-endian machine");
  }
  const model = next();
  const keys = next();
  if (!Array.isArray(keys)) throw unreadable(label, "it does not list its storages");
  return { model, keys, end };
}

function referencesOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  label: string,
): ReadonlyMap<string, StorageReference> {
  const references = new Map<string, StorageReference>();
  for (const { storage } of tensors.values()) {
    const known = references.get(storage.key) ?? storage;
    if (known.elementType !== storage.elementType || known.elements !== storage.elements) {
      throw unreadable(label, `storage ${quoted(storage.key)} is described in two ways`);
    }
    references.set(storage.key, known);
  }
  return references;
}

async function placeStorages(
  file: ByteSource,
  keys: readonly unknown[],
  start: number,
  references: ReadonlyMap<string, StorageReference>,
  label: string,
): Promise<ReadonlyMap<string, ByteSource>> {
  const storages = new Map<string, ByteSource>();
  let position = start;
  for (const key of keys) {
    if (typeof key !== "string") throw unreadable(label, "a storage in its list has no name");
    const reference = references.get(key);
    if (reference === undefined || storages.has(key)) {
      throw unreadable(label, `it lists storage ${quoted(key)}, which no tensor names or which it lists twice`);
    }
    const count = Number((await file.read(position, countBytes)).readBigInt64LE());
    const byteLength = reference.elements * elementBytes[reference.elementType];
    position += countBytes;
    if (count !== reference.elements || position + byteLength > file.byteLength) {
      throw unreadable(label, `storage ${quoted(key)} has ${count} elements, ${reference.elements} are expected`);
    }
    storages.set(key, partOf(file, position, byteLength));
    position += byteLength;
  }
  return storages;
}
