import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let client: OpenAI;

beforeAll(async () => {
  server = await startModelServer();
  client = new OpenAI({ baseURL: server.baseUrl, apiKey: "unused", maxRetries: 0 });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const texts = ["A quiet film about a lighthouse", "Two", "Nothing in common with the others at all"];

function vectorsOf({ data }: OpenAI.CreateEmbeddingResponse): readonly (readonly number[])[] {
  return data.map(({ embedding }) => embedding);
}

function similarity(a: readonly number[] = [], b: readonly number[] = []): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

describe("official openai client, embeddings of a real model", () => {
  it("gets the same vectors through base64, its default, as through floats, in order and of length 1", async () => {
    const base64 = await client.embeddings.create({ model: "random", input: texts });
    const floats = await client.embeddings.create({ model: "random", input: texts, encoding_format: "float" });
    expect(base64.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(vectorsOf(base64)).toEqual(vectorsOf(floats).map((vector) => [...Float32Array.from(vector)]));
    for (const vector of vectorsOf(base64)) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    const alone = await client.embeddings.create({ model: "random", input: texts[1] ?? "" });
    expect(similarity(vectorsOf(alone)[0], vectorsOf(base64)[1])).toBeCloseTo(1, 4);
    expect(similarity(vectorsOf(alone)[0], vectorsOf(base64)[0])).toBeLessThan(0.999);
    expect(base64.usage.prompt_tokens).toBeGreaterThan(texts.length);
    expect(base64.usage.total_tokens).toBe(base64.usage.prompt_tokens);
  });

  it("embeds a text of more than 512 tokens, and one over the window, and their ends count", async () => {
    const over512 = "the old house ".repeat(220);
    const overWindow = "the old house ".repeat(900);
    const input = [over512, overWindow, `${overWindow}${"zebra quartz jumps ".repeat(900)}`];
    const reply = await client.embeddings.create({ model: "random", input });
    const [short, long, changed] = vectorsOf(reply);
    expect(reply.usage.prompt_tokens).toBeGreaterThan(512 + 1024);
    for (const vector of [short, long, changed]) expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 4);
    // A text cut at the window would be the same with another end.
    expect(similarity(long, changed)).toBeLessThan(similarity(long, short));
    expect(similarity(long, changed)).toBeLessThan(0.999);
  });

  it("is told the model's dimension when it asks for another", async () => {
    const { data } = await client.embeddings.create({ model: "random", input: "a" });
    const own = data[0]?.embedding.length ?? 0;
    expect((await client.embeddings.create({ model: "random", input: "a", dimensions: own })).data).toHaveLength(1);
    const refused = client.embeddings.create({ model: "random", input: "a", dimensions: own / 2 });
    await expect(refused).rejects.toMatchObject({
      status: 400,
      param: "dimensions",
      message: expect.stringContaining(`expected ${own}`),
    });
  });

  it("gets a 404 for an unknown model", async () => {
    const refused = client.embeddings.create({ model: "nobody", input: "a" });
    await expect(refused).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });
});
