/**
 * Turns a model of the Hugging Face kind (config, weights, tokenizer) into a GGUF file that llama.cpp runs, once: the
 * file's name says what it was made of, and a file that is there is not made again. DialoGPT and other GPT-2 models.
 */
import { stat, statfs } from "node:fs/promises";
import { basename, join } from "node:path";

import { throwIfCancelled } from "../../../core/abort.ts";
import { ReparteeError, toReparteeError } from "../../../core/errors.ts";
import { type GgufContent, ggufByteLength, writeGguf } from "../gguf/write/write-gguf.ts";
import { openCheckpoint } from "../checkpoint/open-checkpoint.ts";
import { conversionKey } from "./conversion-key.ts";
import { chooseChatTemplate } from "./gpt2/dialogue-template.ts";
import { isGpt2, readGpt2Config } from "./gpt2/gpt2-config.ts";
import { gpt2Gguf } from "./gpt2/gpt2-gguf.ts";
import { countGpt2Tensors } from "./gpt2/gpt2-tensors.ts";
import { readGpt2Tokenizer } from "./gpt2/gpt2-tokenizer.ts";
import { findModelFiles, type ModelFolder } from "./model-folder.ts";
import { chooseQuantization, type Quantization, storageOf } from "./quantization.ts";
import { readJsonRecord } from "./read-json.ts";
import { quoted } from "../unreadable.ts";
import { isFile, writeWholeFile } from "./whole-file.ts";

export interface ConvertOptions {
  /** The folder of the downloaded repository; nothing is written to it. */
  readonly folder: string;
  /** The folder that gets the GGUF file; made where it is missing. */
  readonly destination: string;
  readonly quantization: Quantization | "auto";
  /** Called with 0–1; never goes back. */
  readonly onProgress?: (fraction: number) => void;
  readonly signal: AbortSignal;
}

export interface ConvertedModel {
  /** The GGUF file. */
  readonly path: string;
  readonly quantization: Quantization;
  readonly tensors: number;
  readonly sizeBytes: number;
}

/** Whether `convertToGguf` knows what to do with a folder. Looks at names and `config.json` only. */
export async function isConvertible(folder: string): Promise<boolean> {
  try {
    return isGpt2(await readJsonRecord((await findModelFiles(folder)).config));
  } catch (error) {
    if (error instanceof ReparteeError) return false;
    throw error;
  }
}

/**
 * Memory: about 150 MB whatever the model's size (measured with 3.2 GB of weights). Time: some 25 s of one core for 770 M
 * weights. The event loop is held for some milliseconds at a time, for the vocabulary once for some tens.
 *
 * @throws ReparteeError `model_file_missing`, `model_file_invalid`, `cancelled`; `model_load_failed` when the model is
 * of a kind that cannot be converted or the disk has no room. Nothing is left behind then.
 */
export async function convertToGguf(options: ConvertOptions): Promise<ConvertedModel> {
  const { folder, signal } = options;
  throwIfCancelled(signal, "convert the model");
  try {
    return await convert(options);
  } catch (thrown) {
    if (thrown instanceof ReparteeError) throw thrown;
    const { message } = toReparteeError(thrown);
    throw new ReparteeError("model_load_failed", `Cannot convert the model in ${folder}: ${message}`, {
      cause: thrown,
    });
  }
}

async function convert({
  folder,
  destination,
  quantization: wished,
  onProgress,
  signal,
}: ConvertOptions): Promise<ConvertedModel> {
  const files = await findModelFiles(folder);
  const description = await readJsonRecord(files.config);
  if (!isGpt2(description)) throw unknownKind(folder, description["model_type"]);
  const config = readGpt2Config(description);
  const quantization = chooseQuantization(wished);
  const name = `gpt2-${config.layers}x${config.embedding}`;
  const path = join(destination, `${name}-${storageOf[quantization].matrix}-${await conversionKey(files)}.gguf`);
  if (!(await isFile(path))) {
    await writeWholeFile(path, async (partPath) => {
      await using checkpoint = await openCheckpoint(files.weights, basename(files.weights));
      const tokenizer = await readGpt2Tokenizer(files.tokenizer, config);
      const chatTemplate = chooseChatTemplate(await ownChatTemplate(files));
      const content = gpt2Gguf({ name, config, tokenizer, chatTemplate, checkpoint, quantization, signal });
      await assertRoom(destination, content);
      await writeGguf(partPath, content, {
        flush: true,
        onProgress: (written, total) => onProgress?.(written / total),
      });
      throwIfCancelled(signal, "convert the model");
    });
  }
  onProgress?.(1);
  return { path, quantization, tensors: countGpt2Tensors(config), sizeBytes: (await stat(path)).size };
}

async function ownChatTemplate({ tokenizerConfig }: ModelFolder): Promise<unknown> {
  return tokenizerConfig === undefined ? undefined : (await readJsonRecord(tokenizerConfig))["chat_template"];
}

async function assertRoom(destination: string, content: GgufContent): Promise<void> {
  const neededBytes = ggufByteLength(content);
  const { bavail, bsize } = await statfs(destination);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const message = `Cannot convert the model: the file needs ${neededBytes} bytes, the disk of ${destination} has ${freeBytes} free.`;
  throw new ReparteeError("model_load_failed", message, {
    hint: "Free some space, or choose a smaller quantization.",
    facts: { neededBytes, freeBytes },
  });
}

function unknownKind(folder: string, type: unknown): ReparteeError {
  const kind = typeof type === "string" ? quoted(type) : "none";
  const message = `Cannot convert the model in ${folder}: its kind is ${kind}, known is "gpt2".`;
  return new ReparteeError("model_load_failed", message, { hint: "Use a GGUF file of this model." });
}
