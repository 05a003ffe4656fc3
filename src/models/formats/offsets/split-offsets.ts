/**
 * Writes a Q4_1 model as two files that llama.cpp computes together, once: the same weights in Q4_0, and their offsets
 * as a LoRA adapter. An adapter adds `B · (A · x)` to a matrix' product with `x`: `A` sums the inputs of each block, `B`
 * has the block's offset for each row. The result is that of the Q4_1 file up to the rounding of the
 * offsets to 8 bits.
 */
import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { throwIfCancelled } from "../../../core/abort.ts";
import { addSamples } from "../file-samples.ts";
import { withFileSource } from "../gguf/read/byte-source.ts";
import { readGguf } from "../gguf/read/read-gguf.ts";
import { assertRoom } from "../gguf/write/assert-room.ts";
import { writeGguf, type GgufContent } from "../gguf/write/write-gguf.ts";
import { isFile, writeWholeFile } from "../whole-file.ts";
import { adapterContent, canBeSplit, weightsContent } from "./split-content.ts";

export interface SplitOptions {
  /** A model in one GGUF file. */
  readonly path: string;
  /** The folder that gets the two files; made where it is missing. */
  readonly destination: string;
  /** Called with 0–1 while the files are written; never goes back. */
  readonly onProgress?: (fraction: number) => void;
  readonly signal: AbortSignal;
}

/** Absolute paths. */
export interface SplitModel {
  readonly weights: string;
  /** A LoRA adapter without which the weights are wrong. */
  readonly offsets: string;
}

/**
 * The two files of a model; made now where they are not there. Their names say what they were made of.
 * @returns Undefined where the model has no matrices that can be split.
 * @throws ReparteeError `cancelled`, `model_file_invalid`; `model_load_failed` when the disk has no room. Nothing is left
 * behind then.
 */
export async function splitOffsets({
  path,
  destination,
  onProgress,
  signal,
}: SplitOptions): Promise<SplitModel | undefined> {
  throwIfCancelled(signal, "split the model's offsets off");
  const name = basename(path);
  const stem = join(destination, `${name.replace(/\.gguf$/i, "")}-${await splitKey(path)}`);
  const split = { weights: `${stem}.weights.gguf`, offsets: `${stem}.offsets.gguf` };
  if ((await isFile(split.weights)) && (await isFile(split.offsets))) return split;
  const header = await withFileSource(path, name, readGguf);
  if (!canBeSplit(header)) return undefined;
  const file = await open(path, "r");
  try {
    const source = { header, file, label: name, signal };
    const weights = await weightsContent(source);
    const offsets = adapterContent(source);
    await mkdir(destination, { recursive: true });
    await assertRoom(destination, [weights, offsets]);
    await writeWhole(split.offsets, offsets, (share) => onProgress?.(share * offsetsShare));
    await writeWhole(split.weights, weights, (share) => onProgress?.(offsetsShare + share * (1 - offsetsShare)));
    return split;
  } finally {
    await file.close();
  }
}

/** Of the time that both files take to write. */
const offsetsShare = 0.3;

/** To be raised with every change that makes other files of the same model. */
const formVersion = 1;
const keyDigits = 20;

async function splitKey(path: string): Promise<string> {
  const hash = createHash("sha256").update(`offsets ${formVersion}\n`);
  await addSamples(hash, path);
  return hash.digest("hex").slice(0, keyDigits);
}

async function writeWhole(path: string, content: GgufContent, onShare: (share: number) => void): Promise<void> {
  await writeWholeFile(path, async (partPath) => {
    await writeGguf(partPath, content, { flush: true, onProgress: (written, total) => onShare(written / total) });
  });
}
