import { open } from "node:fs/promises";
import { unreadable } from "../unreadable.ts";
import { fileRange } from "../byte-source.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openSafetensors } from "./safetensors.ts";
import { readTorchLegacy } from "./torch-legacy.ts";
import { readTorchZip } from "./torch-zip.ts";

/** What each of PyTorch's two formats begins with: an entry of a ZIP file, a pickle of protocol 2 or later. */
const zipStart = 0x04034b50;
const pickleStart = 0x80;

/**
 * Opens a file of weights: `*.safetensors`, or PyTorch's `*.bin` in either of its formats.
 * @param label the file's name in errors
 * @throws ReparteeError `model_file_invalid`
 */
export async function openCheckpoint(path: string, label: string): Promise<Checkpoint> {
  return path.endsWith(".safetensors") ? await openSafetensors(path, label) : await openTorch(path, label);
}

async function openTorch(path: string, label: string): Promise<Checkpoint> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const whole = fileRange(file, 0, size, label);
    const start = (await whole.read(0, 4)).readUInt32LE();
    const isPickle = (start & 0xff) === pickleStart;
    if (start !== zipStart && !isPickle) throw unreadable(label, "it is no checkpoint of PyTorch");
    const tensors = await (isPickle ? readTorchLegacy(whole, label) : readTorchZip(whole, label));
    return {
      label,
      tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
      [Symbol.asyncDispose]: async () => await file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
