/**
 * What decides the result of a conversion, as a short hash: all of the model's description, and of its weights their
 * size, their time of change and samples of their bytes.
 */
import { createHash, type Hash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { descriptionFiles, type ModelFolder } from "./model-folder.ts";

/** To be raised with every change that makes another file of the same model. */
const converterVersion = 1;

/** Reading all of some gigabytes at every start would take longer than loading them. */
const samples = 256;
const sampleBytes = 4096;
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

async function addSamples(hash: Hash, path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size, mtimeMs } = await file.stat();
    hash.update(`${basename(path)} ${size} ${mtimeMs}\n`);
    const step = Math.max(sampleBytes, (size - sampleBytes) / (samples - 1));
    const sample = Buffer.alloc(sampleBytes);
    for (let index = 0; index < samples && index * step < size; index++) {
      const { bytesRead } = await file.read(sample, 0, sampleBytes, Math.floor(index * step));
      hash.update(sample.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
