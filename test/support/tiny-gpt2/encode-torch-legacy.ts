import { encodeWeights } from "../../../src/models/formats/gguf/write/encode-weights.ts";
import { pickle } from "./pickle-writer.ts";
import { pickleTensors } from "./pickle-tensors.ts";
import type { NamedTensor } from "./tiny-gpt2.ts";

/** 0x1950a86a20f9469cfc6c */
const magic = Uint8Array.of(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);

/** A file as `torch.save` wrote it before version 1.6. */
export function encodeTorchLegacy(tensors: readonly NamedTensor[], elementType: "F32" | "F16"): Uint8Array {
  const model = pickleTensors(tensors, elementType, true);
  const storages = tensors.flatMap(({ values }) => {
    const count = Buffer.alloc(8);
    count.writeBigInt64LE(BigInt(values.length));
    return [count, encodeWeights(elementType, values)];
  });
  return torchLegacyFile(model.pickle, model.keys, storages);
}

/** @param model a pickle, whatever it says */
export function torchLegacyFile(
  model: Uint8Array,
  keys: readonly string[],
  storages: readonly Uint8Array[],
): Uint8Array {
  const machine = [pickle.text("little_endian"), pickle.true];
  return Buffer.concat([
    pickle.whole(pickle.long(magic)),
    pickle.whole(pickle.integer(1001)),
    pickle.whole(pickle.emptyDict, pickle.mark, ...machine, pickle.setItems),
    model,
    pickle.whole(pickle.emptyList, pickle.mark, ...keys.map(pickle.text), pickle.appends),
    ...storages,
  ]);
}
