import { statfs } from "node:fs/promises";
import { ReparteeError } from "../../../../core/errors.ts";
import { ggufByteLength, type GgufContent } from "./write-gguf.ts";

/** @throws ReparteeError `model_load_failed` when the disk of `folder` has no room for files with this content. */
export async function assertRoom(folder: string, contents: readonly GgufContent[]): Promise<void> {
  const neededBytes = contents.reduce((sum, content) => sum + ggufByteLength(content), 0);
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const what = contents.length === 1 ? "the file needs" : "the files need";
  const message = `Cannot convert the model: ${what} ${neededBytes} bytes, the disk of ${folder} has ${freeBytes} free`;
  throw new ReparteeError("model_load_failed", message, {
    hint: "Free some space, or choose a smaller quantization.",
    facts: { neededBytes, freeBytes },
  });
}
