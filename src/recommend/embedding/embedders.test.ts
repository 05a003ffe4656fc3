import { expect, test } from "vitest";
import type { EmbedRequest } from "../../core/embed.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ModelCall } from "../../serving/serving.ts";
import { createLexicalEmbedder } from "./lexical-embedder.ts";
import { createModelEmbedder } from "./model-embedder.ts";

const signal = new AbortController().signal;
const none = new Float32Array();
const cosine = (a: Float32Array = none, b: Float32Array = none): number =>
  a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0);

const documents = [
  "A samurai and a village. japanese action",
  "A love story in Paris. french romance",
  "Ghosts in a house. horror",
];

test("the lexical embedder gives the same text the same vector of length 1, and shared words nearness", async () => {
  const embedder = createLexicalEmbedder(documents);
  const vectors = await embedder.embed(documents, { role: "document", signal });
  const [query] = await createLexicalEmbedder(documents).embed(["Samurais!"], { role: "query", signal });
  for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1, 5);
  const [samurai = 0, love = 0, ghosts = 0] = vectors.map((vector) => cosine(query, vector));
  expect(samurai).toBeGreaterThan(0.3);
  expect(Math.abs(love)).toBeLessThan(0.2);
  expect(Math.abs(ghosts)).toBeLessThan(0.2);
});

test("the lexical embedder reads a question in the catalog's words", async () => {
  const embedder = createLexicalEmbedder(documents);
  const [ghosts] = await embedder.embed([documents[2] ?? ""], { role: "document", signal });
  const [scary] = await embedder.embed(["scary"], { role: "query", signal });
  expect(cosine(scary, ghosts)).toBeGreaterThan(0.3);
});

test("the lexical embedder gives a question of common words no direction", async () => {
  const [vector] = await createLexicalEmbedder(documents).embed(["something like the one"], { role: "query", signal });
  expect(vector?.every((value) => value === 0)).toBe(true);
});

/** Takes texts of up to 20 letters; the vector counts a's and b's. */
function shortSighted(): { readonly calls: string[][]; embed(call: ModelCall<EmbedRequest>): Promise<never> } {
  const calls: string[][] = [];
  return {
    calls,
    async embed({ call }) {
      calls.push([...call.texts]);
      if (call.texts.some((text) => text.length > 20)) throw new ReparteeError("context_length_exceeded", "Too long");
      const vectors = call.texts.map((text) => {
        const [a, b] = ["a", "b"].map((letter) => text.split(letter).length - 1);
        const length = Math.hypot(a ?? 0, b ?? 0);
        return new Float32Array([(a ?? 0) / length, (b ?? 0) / length]);
      });
      return { vectors, usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 } } as never;
    },
  };
}

test("the model embedder splits what is longer than the window and averages, and loses no text", async () => {
  const serving = shortSighted();
  const embedder = createModelEmbedder({ serving, model: "m" });
  const text = `${"aaaa ".repeat(8)}${"bbbb ".repeat(8)}`;
  const [short, long] = await embedder.embed(["aaaa", text], { role: "document", signal });
  expect([...(short ?? [])]).toEqual([1, 0]);
  expect(long?.[0]).toBeCloseTo(Math.SQRT1_2, 2);
  expect(long?.[1]).toBeCloseTo(Math.SQRT1_2, 2);
  const taken = serving.calls.flat().filter((part) => part.length <= 20 && part !== "aaaa");
  expect(taken.join("")).toBe(text);
});

test("the model embedder puts a model's prefix before each text of its role", async () => {
  const serving = shortSighted();
  const embedder = createModelEmbedder({ serving, model: "m", prefixes: { query: "q: ", document: "d: " } });
  await embedder.embed(["a"], { role: "query", signal });
  await embedder.embed(["a", "b"], { role: "document", signal });
  expect(serving.calls).toEqual([["q: a"], ["d: a", "d: b"]]);
});
