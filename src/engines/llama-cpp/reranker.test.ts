import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTinyReranker } from "../../../test/support/tiny-bert/tiny-reranker.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { silentLog } from "../../core/log.ts";
import { createLlamaCppEngine } from "./index.ts";

let folder = "";
let model: LoadedModel;
const never = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-reranker-"));
  const location = await writeTinyReranker(folder, 3);
  const engine = createLlamaCppEngine({ log: silentLog });
  model = await engine.load({ name: "reranker", location }, { slots: 1, gpuLayers: 0 }, never);
});

afterAll(async () => {
  await model.unload();
  await rm(folder, { recursive: true });
});

async function rank(query: string, documents: readonly string[], signal = never): Promise<readonly number[]> {
  const result = await model.rerank?.({ id: "rank", query, documents }, signal);
  return result?.scores ?? [];
}

describe("a reranker in a GGUF file", () => {
  test("scores each document from 0 to 1, alike documents alike and others otherwise", async () => {
    const scores = await rank("the cat", ["the cat sat", "i am sad today", "the cat sat", ""]);
    expect(scores).toHaveLength(4);
    for (const score of scores) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThan(1);
    }
    expect(scores[2]).toBe(scores[0]);
    expect(Math.abs((scores[1] ?? 0) - (scores[0] ?? 0))).toBeGreaterThan(1e-4);
  });

  test("reads the query as well", async () => {
    const [one] = await rank("the cat", ["on the mat"]);
    const [other] = await rank("sad today", ["on the mat"]);
    expect(one).not.toBe(other);
  });

  test("ranks a document that is longer than its window by the best part", async () => {
    const [score] = await rank("the cat", ["the cat sat on the mat ".repeat(30)]);
    expect(score).toBeGreaterThan(0);
  });

  test("has no vectors: they would be scores", () => {
    expect(model.embed).toBeUndefined();
    expect(model.capabilities.embed).toMatchObject({ unsupported: expect.stringContaining("/v1/rerank") });
  });

  test("stops when the caller leaves", async () => {
    await expect(rank("the cat", ["on the mat"], AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });
});
