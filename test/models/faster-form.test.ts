/** A Q4_1 model in the form that is made for this processor says what its file says, computed by llama.cpp itself. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadedModel, LoadOptions } from "../../src/core/engine.ts";
import { silentLog } from "../../src/core/log.ts";
import { createLlamaCppEngine } from "../../src/engines/llama-cpp/index.ts";
import { splitOffsets, type SplitModel } from "../../src/models/formats/offsets/split-offsets.ts";
import { writeRandomLlama } from "../../src/testing/index.ts";

const never = new AbortController().signal;
const text = "The weather today is good, and we go for a long walk by the river";
let folder = "";
let path = "";
let made: SplitModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-faster-"));
  path = join(folder, "model.gguf");
  await writeRandomLlama(path, { seed: 9, layers: 3, embedding: 96, heads: 3, layerType: "Q4_1" });
  const split = await splitOffsets({ path, destination: folder, signal: never });
  if (split === undefined) throw new Error("expected a model that can be split");
  made = split;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(location: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const engine = createLlamaCppEngine({ log: silentLog });
  return await engine.load({ name: "m", location }, { contextSize: 256, slots: 4, gpuLayers: 0, ...options }, never);
}

async function logprobs(model: LoadedModel): Promise<readonly number[]> {
  const request = { id: "score", input: { kind: "text" as const, text }, top: 1 };
  const scored = await model.scoreText?.(request, never);
  return (scored?.tokens ?? []).slice(1).map(({ logprob = NaN }) => logprob);
}

async function scores(location: string, options?: LoadOptions): Promise<readonly number[]> {
  const model = await load(location, options);
  try {
    return await logprobs(model);
  } finally {
    await model.unload();
  }
}

test("each token is as likely as with the file, and is not without the offsets", async () => {
  const whole = await scores(path);
  const split = await scores(made.weights, { loraPath: made.offsets, mapsFile: false });
  const bare = await scores(made.weights);
  expect(split).toHaveLength(whole.length);
  const distance = (other: readonly number[]): number =>
    whole.reduce((sum, logprob, index) => sum + Math.abs(logprob - (other[index] ?? NaN)), 0) / whole.length;
  // The activations are rounded to 8 bits in both, but not alike.
  expect(distance(split)).toBeLessThan(0.1);
  expect(distance(bare)).toBeGreaterThan(1);
});

test("the vectors of texts are those of the file, and are not without the offsets", async () => {
  const vector = async (location: string, options?: LoadOptions): Promise<Float32Array> => {
    const model = await load(location, options);
    try {
      const embedded = await model.embed?.({ id: "embed", texts: [text] }, never);
      return embedded?.vectors[0] ?? new Float32Array();
    } finally {
      await model.unload();
    }
  };
  const whole = await vector(path);
  const likeness = (other: Float32Array): number => other.reduce((sum, value, at) => sum + value * (whole[at] ?? 0), 0);
  expect(likeness(whole)).toBeCloseTo(1, 3);
  expect(likeness(await vector(made.weights, { loraPath: made.offsets, mapsFile: false }))).toBeGreaterThan(0.99);
  expect(likeness(await vector(made.weights))).toBeLessThan(0.9);
});

test("greedy replies are the same alone and beside others, in any slot", async () => {
  const model = await load(made.weights, { loraPath: made.offsets, mapsFile: false });
  const write = async (): Promise<string> => {
    const request = { id: "r", input: { kind: "text" as const, text }, maxTokens: 24, sampling: { temperature: 0 } };
    let reply = "";
    for await (const event of model.generate(request, never)) if (event.type === "text-delta") reply += event.text;
    return reply;
  };
  try {
    const alone = await write();
    expect(alone).not.toBe("");
    expect(await Promise.all([write(), write(), write(), write()])).toEqual([alone, alone, alone, alone]);
  } finally {
    await model.unload();
  }
});
