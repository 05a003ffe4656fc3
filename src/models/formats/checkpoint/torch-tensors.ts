/**
 * What both of PyTorch's file formats share: a pickle whose value is the dict of a model's tensors.
 */
import { PickleError } from "../pickle/byte-cursor.ts";
import { StoredTensor, torchWorld } from "../pickle/torch-world.ts";
import { unpickle, type Unpickled } from "../pickle/unpickle.ts";
import { quoted, unreadable } from "../unreadable.ts";
import { type ByteSource, partOf } from "../byte-source.ts";
import { elementBytes } from "../element-type.ts";
import type { SourceTensor } from "./checkpoint.ts";

/** Reads one pickle. @throws ReparteeError `model_file_invalid`; `PickleError` only when it is cut off. */
export function readTorchPickle(bytes: Buffer, start: number, label: string): Unpickled {
  try {
    return unpickle(bytes, start, torchWorld);
  } catch (error) {
    if (!(error instanceof PickleError) || error.isCutOff) throw error;
    throw refusal(error, label);
  }
}

export function refusal(error: PickleError, label: string): Error {
  if (error.global === undefined) return unreadable(label, `as a pickle, ${error.message}`, { cause: error });
  const global = quoted(error.global);
  return unreadable(label, `as a pickle, it asks for ${global}, which no tensor needs`, {
    hint: "Such a file may run code where it is loaded by others; nothing was run here. Use a safetensors file, or another source.",
    facts: { global },
    cause: error,
  });
}

/** The tensors of the pickle's dict; what is no tensor is left out. @throws ReparteeError `model_file_invalid` */
export function storedTensors(value: unknown, label: string): ReadonlyMap<string, StoredTensor> {
  if (!(value instanceof Map)) throw unreadable(label, "it holds no dict of tensors");
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of value) {
    if (typeof name === "string" && tensor instanceof StoredTensor) tensors.set(name, tensor);
  }
  return tensors;
}

/** @param storage the bytes of the whole storage, as long as its reference says */
export function sourceTensor(name: string, { storage, offset, shape }: StoredTensor, bytes: ByteSource): SourceTensor {
  const size = elementBytes[storage.elementType];
  const elements = shape.reduce((product, length) => product * length, 1);
  return { name, elementType: storage.elementType, shape, bytes: partOf(bytes, offset * size, elements * size) };
}
