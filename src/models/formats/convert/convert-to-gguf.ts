/**
 * Turns a model of the Hugging Face kind (config, weights, tokenizer) into a GGUF file that llama.cpp runs, once: the
 * file's name says what it was made of, and a file that is there is not made again. GPT-2 models such as
 * DialoGPT, and BERT encoders of sentence-transformers.
 */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { throwIfCancelled } from "../../../core/abort.ts";
import { ReparteeError, toReparteeError } from "../../../core/errors.ts";
import { assertRoom } from "../gguf/write/assert-room.ts";
import { writeGguf } from "../gguf/write/write-gguf.ts";
import { openCheckpoint } from "../checkpoint/open-checkpoint.ts";
import { conversionKey } from "./conversion-key.ts";
import { familyOf, modelFamilies } from "./model-family.ts";
import { findModelFiles } from "./model-folder.ts";
import { type Quantization, storageOf } from "./quantization.ts";
import { jsonObject, readJsonFile } from "./read-json.ts";
import { quoted } from "../unreadable.ts";
import { isFile, writeWholeFile } from "../whole-file.ts";

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

async function convert(options: ConvertOptions): Promise<ConvertedModel> {
  const { folder, destination, onProgress, signal } = options;
  const files = await findModelFiles(folder);
  const description = await readJsonFile(files.config, jsonObject);
  const family = familyOf(description);
  if (family === undefined) throw unknownKind(folder, description["model_type"]);
  const { name, tensorCount, content: readContent } = await family.plan(files, description);
  const quantization = options.quantization === "auto" ? family.usualQuantization : options.quantization;
  const path = join(destination, `${name}-${storageOf[quantization].matrix}-${await conversionKey(files)}.gguf`);
  if (!(await isFile(path))) {
    await writeWholeFile(path, async (partPath) => {
      await using checkpoint = await openCheckpoint(files.weights, basename(files.weights));
      const content = await readContent(checkpoint, { quantization, signal });
      await assertRoom(destination, [content]);
      await writeGguf(partPath, content, {
        flush: true,
        onProgress: (written, total) => onProgress?.(written / total),
      });
      throwIfCancelled(signal, "convert the model");
    });
  }
  onProgress?.(1);
  return { path, quantization, tensors: tensorCount, sizeBytes: (await stat(path)).size };
}

function unknownKind(folder: string, type: unknown): ReparteeError {
  const kind = typeof type === "string" ? quoted(type) : "none";
  const known = modelFamilies.map(({ id }) => id).join(" or ");
  const message = `Cannot convert the model in ${folder}: expected the kind ${known}, got ${kind}`;
  return new ReparteeError("model_load_failed", message, { hint: "Use a GGUF file of this model." });
}
