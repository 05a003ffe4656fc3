import type { Hash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";

/** Reading all of some gigabytes at every start would take longer than loading them. */
const samples = 256;
const sampleBytes = 4096;

/** Adds to `hash` what tells a file of weights from others: its name, size, time of change and samples of its bytes. */
export async function addSamples(hash: Hash, path: string): Promise<void> {
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
