/**
 * What decides the result of a conversion, as a short hash: all of the model's description, and of its weights their
 * size, their time of change and samples of their bytes.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { addSamples } from "../file-samples.ts";
import { descriptionFiles, type ModelFolder } from "./model-folder.ts";

/** To be raised with every change that makes another file of the same model. */
const converterVersion = 1;

const keyDigits = 20;

export async function conversionKey(files: ModelFolder): Promise<string> {
  const hash = createHash("sha256").update(`converter ${converterVersion}\n`);
  for (const path of descriptionFiles(files)) {
    const text = await readFile(path);
    hash.update(`${basename(path)} ${text.length}\n`).update(text);
  }
  await addSamples(hash, files.weights);
  return hash.digest("hex").slice(0, keyDigits);
}
