import { mkdtemp, readdir, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeRandomLlama } from "../../../testing/tiny-models/random-llama.ts";
import { withFileSource } from "../gguf/read/byte-source.ts";
import { inspectModelFile } from "../gguf/read/inspect-model-file.ts";
import { readGguf } from "../gguf/read/read-gguf.ts";
import { splitOffsets, type SplitModel } from "./split-offsets.ts";

const never = new AbortController().signal;
let folder = "";
let path = "";
let destination = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-offsets-"));
  path = join(folder, "model.gguf");
  destination = join(folder, "made", "here");
  await writeRandomLlama(path, { seed: 5, layerType: "Q4_1" });
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function split(signal: AbortSignal = never): Promise<SplitModel | undefined> {
  return await splitOffsets({ path, destination, signal });
}

test("the weights are the model with another type, the offsets an adapter of all its matrices", async () => {
  const made = await split();
  if (made === undefined) throw new Error("expected two files, got none");
  const before = await inspectModelFile(path);
  const { weights, ...after } = await inspectModelFile(made.weights);
  const { sizeBytes, quantization } = after;
  expect({ ...before, weights: undefined, sizeBytes, quantization }).toEqual({ ...after, weights: undefined });
  expect(Object.keys(before.weights.matrixBytesByType)).toEqual(["Q4_1", "F16"]);
  expect(Object.keys(weights.matrixBytesByType)).toEqual(["Q4_0", "F16"]);
  const adapter = await withFileSource(made.offsets, "offsets", readGguf);
  expect(adapter.metadata.get("general.type")).toMatchObject({ value: "adapter" });
  const shapes = Object.fromEntries(adapter.tensors.map(({ name, shape }) => [name, shape]));
  expect(Object.keys(shapes)).toHaveLength(2 * 7 * 2);
  expect(shapes["blk.1.ffn_down.weight.lora_a"]).toEqual([128, 32]);
  expect(shapes["blk.1.ffn_down.weight.lora_b"]).toEqual([32, 64]);
});

test("files that are there are not made again, and others are when the model has changed", async () => {
  const made = await split();
  const written = await Promise.all(Object.values(made ?? {}).map(async (file) => (await stat(file)).mtimeMs));
  expect(await split()).toEqual(made);
  expect(await Promise.all(Object.values(made ?? {}).map(async (file) => (await stat(file)).mtimeMs))).toEqual(written);
  await utimes(path, 1, 1);
  const again = await split();
  expect(again).toBeDefined();
  expect(again).not.toEqual(made);
});

test("a missing half is made again", async () => {
  const made = await split();
  await rm(made?.offsets ?? "");
  expect(await split()).toEqual(made);
  expect(await readdir(destination)).toHaveLength(2);
});

test("a model without such matrices is left alone", async () => {
  await writeRandomLlama(path, { seed: 5 });
  expect(await split()).toBeUndefined();
  await expect(readdir(destination)).rejects.toThrow("ENOENT");
});

test("given up, it leaves nothing half-made", async () => {
  const leaving = new AbortController();
  const given = splitOffsets({ path, destination, signal: leaving.signal, onProgress: () => leaving.abort() });
  await expect(given).rejects.toMatchObject({ code: "cancelled" });
  expect(await readdir(destination)).toEqual([]);
});
