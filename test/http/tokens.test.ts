/** What a tokenizer, a chat template and a reranker say, through the whole server and real llama.cpp. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee } from "repartee";
import { writeRandomLlama } from "repartee/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTinyReranker } from "../support/tiny-bert/tiny-reranker.ts";

let folder = "";
let repartee: Repartee;
let url = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-tokens-"));
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 6 });
  const reranker = await writeTinyReranker(folder, 3);
  repartee = await createRepartee({
    models: [
      { name: "random", reference: join(folder, "random.gguf") },
      { name: "reranker", reference: reranker },
    ],
    gpuLayers: 0,
    contextSize: 512,
  });
  ({ url } = await repartee.listen({ port: 0 }));
});

afterAll(async () => {
  await repartee[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("llama.cpp's routes", () => {
  const content = "Hello <|eot_id|> 日";

  it("cut a text into tokens and join them again", async () => {
    const { body } = await post("/tokenize", { content });
    const tokens = body["tokens"] as number[];
    expect(tokens.every((id) => Number.isInteger(id))).toBe(true);
    expect((await post("/detokenize", { tokens })).body).toEqual({ content });
    const plain = (await post("/tokenize", { content, parse_special: false })).body["tokens"] as number[];
    expect(plain.length).toBeGreaterThan(tokens.length);
    expect((await post("/detokenize", { tokens: plain })).body).toEqual({ content });
  });

  it("give each token's text, and its bytes where they are half a character", async () => {
    const { body } = await post("/tokenize", { content, with_pieces: true });
    const pieces = (body["tokens"] as { id: number; piece: string | number[] }[]).map(({ piece }) => piece);
    expect(pieces).toContain("<|eot_id|>");
    expect(pieces.some((piece) => Array.isArray(piece))).toBe(true);
    const bytes = pieces.flatMap((piece) => (typeof piece === "string" ? [...Buffer.from(piece)] : piece));
    expect(Buffer.from(bytes).toString()).toBe(content);
  });

  it("write a conversation as the model's template does, and nothing is generated", async () => {
    const messages = [{ role: "user", content: "Hi" }];
    const open = (await post("/apply-template", { messages })).body["prompt"] as string;
    const closed = (await post("/apply-template", { messages, add_generation_prompt: false })).body["prompt"] as string;
    expect(open).toContain("Hi");
    expect(open.startsWith(closed)).toBe(true);
    expect(open.length).toBeGreaterThan(closed.length);
  });

  it("refuse what is no text, a token that the model does not have, and an unknown model", async () => {
    expect(await post("/tokenize", { content: 5 })).toMatchObject({
      status: 400,
      body: { error: { param: "content" } },
    });
    expect(await post("/detokenize", { tokens: [99_999_999] })).toMatchObject({ status: 400 });
    expect(await post("/detokenize", { tokens: [-1] })).toMatchObject({ status: 400 });
    expect(await post("/tokenize", { content, model: "nobody" })).toMatchObject({ status: 404 });
    expect(await post("/apply-template", {})).toMatchObject({ status: 400, body: { error: { param: "messages" } } });
  });
});

describe("reranking", () => {
  const documents = ["the cat sat on the mat", "i am sad today", ""];

  it("asks a reranker, which has no vectors", async () => {
    const { status, body } = await post("/v1/rerank", { model: "reranker", query: "the cat", documents });
    expect(status).toBe(200);
    expect(body).toMatchObject({ model: "reranker", repartee: { method: "reranker" } });
    const results = body["results"] as { index: number; relevance_score: number }[];
    expect(new Set(results.map(({ index }) => index))).toEqual(new Set([0, 1, 2]));
    const scores = results.map((result) => result.relevance_score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(await post("/v1/embeddings", { model: "reranker", input: "the cat" })).toMatchObject({
      status: 400,
      body: { error: { code: "unsupported_by_model" } },
    });
  });

  it("compares the vectors of any other model, and says so", async () => {
    const { body } = await post("/v1/rerank", { model: "random", query: "the cat", documents: ["the cat", "", "x"] });
    expect(body).toMatchObject({ repartee: { method: "similarity" } });
    const results = body["results"] as { index: number; relevance_score: number }[];
    expect(results[0]).toMatchObject({ index: 0, relevance_score: expect.closeTo(1, 3) });
    expect(results.at(-1)).toEqual({ index: 1, relevance_score: 0 });
  });
});
