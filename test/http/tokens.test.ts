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

  it("count a conversation's tokens as its reply's usage does", async () => {
    const messages = [
      { role: "system", content: "Be kind." },
      { role: "user", content },
    ];
    for (const path of ["/v1/chat/completions", "/chat/completions"]) {
      const counted = await post(`${path}/input_tokens`, { model: "random", messages });
      const reply = await post(path, { model: "random", messages, max_tokens: 1 });
      expect(counted.body).toEqual({ input_tokens: (reply.body["usage"] as { prompt_tokens: number }).prompt_tokens });
    }
    expect((await post("/v1/chat/completions/input_tokens", { model: "nobody", messages })).status).toBe(404);
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

describe("a prompt of token ids", () => {
  const prompt = "The weather is";
  const fields = { model: "random", max_tokens: 4, temperature: 0 };

  it("is continued as its text is, and echoed as text", async () => {
    const { body } = await post("/tokenize", { content: prompt, add_special: true });
    const ids = body["tokens"] as number[];
    const byText = await post("/v1/completions", { ...fields, prompt });
    const byIds = await post("/v1/completions", { ...fields, prompt: ids });
    const several = await post("/v1/completions", { ...fields, prompt: [ids, ids] });
    const text = (answer: typeof byText, index = 0) => (answer.body["choices"] as { text: string }[])[index]?.text;
    expect(byIds.status).toBe(200);
    expect(text(byIds)).toBe(text(byText));
    expect([text(several), text(several, 1)]).toEqual([text(byText), text(byText)]);
    expect(byIds.body["usage"]).toMatchObject({ prompt_tokens: ids.length });
  });

  it("is refused where an id is none of the model's, and the model lives on", async () => {
    expect(await post("/v1/completions", { ...fields, prompt: [5, 99_999_999] })).toMatchObject({
      status: 400,
      body: { error: { param: "prompt" } },
    });
    expect((await post("/v1/completions", { ...fields, prompt })).status).toBe(200);
  });

  it("has the probabilities of its own tokens with echo and logprobs, as evaluation harnesses ask", async () => {
    const ids = ((await post("/tokenize", { content: `${prompt} very nice` })).body["tokens"] as number[]) ?? [];
    const asked = { ...fields, prompt: ids, echo: true, logprobs: 1, max_tokens: 1 };
    const { body } = await post("/v1/completions", asked);
    const [choice] = body["choices"] as {
      text: string;
      logprobs: {
        tokens: string[];
        token_logprobs: (number | null)[];
        top_logprobs: (object | null)[];
        text_offset: number[];
      };
    }[];
    const { tokens, token_logprobs: given, top_logprobs: top, text_offset: offsets } = choice?.logprobs ?? {};
    expect(tokens).toHaveLength(ids.length + 1);
    expect(choice?.text).toBe(tokens?.join(""));
    expect(given?.[0]).toBeNull();
    expect(top?.[0]).toBeNull();
    for (const logprob of given?.slice(1) ?? []) expect(logprob).toBeLessThanOrEqual(0);
    expect(Object.keys(top?.at(-1) ?? {})).toHaveLength(1);
    expect(offsets?.[0]).toBe(0);
    expect(offsets?.at(-1)).toBe((choice?.text.length ?? 0) - (tokens?.at(-1)?.length ?? 0));

    const unwritten = await post("/v1/completions", { ...asked, max_tokens: 0 });
    const [silent] = unwritten.body["choices"] as [typeof choice];
    expect(silent?.logprobs.tokens).toEqual(tokens?.slice(0, -1));
    expect(silent?.logprobs.token_logprobs.slice(1)).toEqual(
      given?.slice(1, -1).map((logprob) => expect.closeTo(logprob ?? 0, 2)),
    );
    expect(unwritten.body["usage"]).toMatchObject({ completion_tokens: 0 });
  });
});
