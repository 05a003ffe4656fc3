import { encodeWeights } from "../../../src/models/formats/gguf/write/encode-weights.ts";
import { encodeZip, type ZipContent } from "./encode-zip.ts";
import { pickleTensors } from "./pickle-tensors.ts";
import type { NamedTensor } from "./tiny-gpt2.ts";

/** A file as `torch.save` has written it since version 1.6. */
export function encodeTorchZip(tensors: readonly NamedTensor[], elementType: "F32" | "F16"): Uint8Array {
  const model = pickleTensors(tensors, elementType, false);
  const storages = tensors.map(({ values }, index): ZipContent => ({
    name: `archive/data/${model.keys[index]}`,
    bytes: encodeWeights(elementType, values),
  }));
  return encodeZip(torchZipContents(model.pickle, storages));
}

/** @param model a pickle, whatever it says */
export function torchZipContents(model: Uint8Array, storages: readonly ZipContent[]): ZipContent[] {
  const text = (name: string, content: string): ZipContent => ({ name, bytes: Buffer.from(content) });
  return [
    { name: "archive/data.pkl", bytes: model },
    text("archive/byteorder", "little"),
    ...storages,
    text("archive/version", "3\n"),
  ];
}
