import { describe, expect, test } from "vitest";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import { computeBuffer } from "./compute-buffer.ts";
import { estimateMemory } from "./estimate-memory.ts";
import { kvCacheBytes } from "./kv-cache.ts";
import { defaultPlan } from "./load-plan.ts";
import type { LoadPlan } from "./load-plan.ts";
import { llama1b } from "../../../test/models/llama-1b.ts";
import { sumParts } from "./memory-estimate.ts";

const MiB = 2 ** 20;
const avx512 = { architecture: "x64", instructionSets: ["avx2", "avx512"] } as const;

function plan(contextSize: number, slots: number, batchSize: number): LoadPlan {
  return { contextSize, slots, batchSize, gpuLayers: 0 };
}

/** The shapes that llama.cpp's log was read for. */
const wide: GgufSummary = { ...llama1b, embeddingLength: 3072 };
const everyHead: GgufSummary = {
  ...llama1b,
  blockCount: 4,
  headCountKv: 32,
  headCountKvTotal: 128,
  feedForwardLength: 5632,
  vocabularySize: 8192,
};
const narrow: GgufSummary = {
  ...llama1b,
  blockCount: 6,
  embeddingLength: 1024,
  headCountKv: 4,
  headCountKvTotal: 24,
  feedForwardLength: 2816,
  vocabularySize: 32_000,
};

describe("computeBuffer", () => {
  test.each([
    { name: "1B", summary: llama1b, plan: plan(4096, 1, 512), logged: 258.5 },
    { name: "1B", summary: llama1b, plan: plan(4096, 1, 2048), logged: 1034.01 },
    { name: "1B", summary: llama1b, plan: plan(2048, 4, 256), logged: 129.25 },
    { name: "3B", summary: wide, plan: plan(2048, 1, 128), logged: 65.63 },
    { name: "3B", summary: wide, plan: plan(4096, 4, 512), logged: 262.5 },
    { name: "every head", summary: everyHead, plan: plan(2048, 1, 512), logged: 51.01 },
    { name: "every head", summary: everyHead, plan: plan(4096, 8, 512), logged: 53.01 },
    { name: "every head", summary: everyHead, plan: plan(16_384, 2, 512), logged: 65.01 },
    { name: "every head", summary: everyHead, plan: plan(4096, 1, 2048), logged: 212.05 },
    { name: "narrow", summary: narrow, plan: plan(4096, 1, 512), logged: 66.5 },
  ])("is what llama.cpp's log logged: $name, $plan.contextSize × $plan.slots, batch $plan.batchSize", (row) => {
    expect(computeBuffer(row.summary, row.plan).reservedBytes / MiB).toBeCloseTo(row.logged, 0);
  });

  test("without flash attention the scores of a whole batch are added", () => {
    const uneven = { ...llama1b, valueLength: 128 };
    const added =
      computeBuffer(uneven, plan(4096, 1, 512)).touchedBytes - computeBuffer(llama1b, plan(4096, 1, 512)).touchedBytes;
    expect(added).toBe(4 * 512 * 4096 * 32);
  });
});

describe("kvCacheBytes", () => {
  test.each([
    { summary: llama1b, plan: plan(4096, 4, 512), logged: 512 },
    { summary: everyHead, plan: plan(4096, 8, 512), logged: 1024 },
    { summary: { ...narrow, keyLength: 64, valueLength: 64 }, plan: plan(4096, 4, 512), logged: 96 },
  ])("is what llama.cpp's log logged: $logged MiB", ({ summary, plan: planned, logged }) => {
    expect(kvCacheBytes(summary, planned) / MiB).toBe(logged);
  });

  test("a context is rounded up to 256 tokens", () => {
    expect(kvCacheBytes(llama1b, plan(2049, 1, 512))).toBe(kvCacheBytes(llama1b, plan(2304, 1, 512)));
  });

  test("layers with a sliding window keep only that", () => {
    const gemma = { ...llama1b, architecture: "gemma3", slidingWindow: 512 };
    const whole = kvCacheBytes(llama1b, plan(32_768, 1, 512));
    expect(kvCacheBytes(gemma, plan(32_768, 1, 512))).toBeCloseTo(whole * (1 / 6 + (5 / 6) * (1024 / 32_768)), 0);
    expect(kvCacheBytes(gemma, plan(512, 1, 512))).toBe(kvCacheBytes(llama1b, plan(512, 1, 512)));
  });

  test("a model that remembers nothing needs none", () => {
    expect(kvCacheBytes({ ...llama1b, architecture: "bert" }, defaultPlan)).toBe(0);
  });
});

describe("estimateMemory", () => {
  test("weights that the processor wants in another order are counted twice, and one copy as reclaimable", () => {
    const { ram, reclaimableBytes } = estimateMemory(llama1b, defaultPlan, avx512);
    expect(ram.repacked).toBe(llama1b.weights.matrixBytesByType["Q4_K"]);
    expect(reclaimableBytes).toBe(ram.repacked);
  });

  test("on a processor without such an order they are counted once", () => {
    const { ram } = estimateMemory(llama1b, defaultPlan, { architecture: "x64", instructionSets: ["avx"] });
    expect(ram.repacked).toBe(0);
  });

  test("an unknown processor is taken for one that copies", () => {
    expect(estimateMemory(llama1b, defaultPlan, { architecture: "x64" }).ram.repacked).toBeGreaterThan(0);
  });

  test("without layers on the GPU its memory is not touched", () => {
    expect(sumParts(estimateMemory(llama1b, defaultPlan, avx512).vram)).toBe(0);
  });

  test("with all layers on the GPU weights and cache leave the machine's memory, embeddings stay", () => {
    const { ram, vram } = estimateMemory(llama1b, { ...defaultPlan, gpuLayers: 17 }, avx512);
    expect(ram.kvCache).toBe(0);
    expect(ram.repacked).toBe(0);
    expect(ram.weights).toBeGreaterThanOrEqual(llama1b.weights.embeddingBytes);
    expect(vram.kvCache).toBe(512 * MiB);
    expect(vram.weights).toBe(llama1b.weights.totalBytes);
  });

  test("half the layers on the GPU is half of what layers need", () => {
    const { ram, vram } = estimateMemory(llama1b, { ...defaultPlan, gpuLayers: 8 }, avx512);
    expect(vram.kvCache).toBe(ram.kvCache);
    expect(vram.weights).toBe(llama1b.weights.layerBytes / 2);
  });
});
