import { expect, test } from "vitest";
import { createModelRegistry } from "../models/registry/model-registry.ts";
import { embeddingPrefixes } from "./embedding-prefixes.ts";

const registry = createModelRegistry();
const silent = { embeddingQueryPrefix: null, embeddingDocumentPrefix: null, models: [] };
const none = { query: "", document: "" };
const nomic = { query: "search_query: ", document: "search_document: " };

test.each([
  ["nomic-embed-text", nomic],
  ["nomic-embed-text:Q8_0", nomic],
  ["ollama:nomic-embed-text:latest", nomic],
  ["./models/nomic-embed-text-v1.5.Q4_K_M.gguf", nomic],
  ["hf:nomic-ai/nomic-embed-text-v1.5-GGUF", nomic],
  ["ollama:embeddinggemma", { query: "task: search result | query: ", document: "title: none | text: " }],
  [
    "hf:someone/bge-small-en-v1.5-gguf",
    { ...none, query: "Represent this sentence for searching relevant passages: " },
  ],
  ["ollama:all-minilm", none],
  ["llama-3.2-3b", none],
  [null, none],
])("embedding model %s is given its authors' prefixes", (embeddingModel, prefixes) => {
  expect(embeddingPrefixes({ ...silent, embeddingModel }, registry)).toEqual(prefixes);
});

test("prefixes of the settings come first, each by itself, and a model's own name is looked behind", () => {
  const models = [{ name: "mine", reference: "nomic-embed-text" }];
  const own = { ...silent, models, embeddingModel: "mine", embeddingQueryPrefix: "q: " };
  expect(embeddingPrefixes(own, registry)).toEqual({ ...nomic, query: "q: " });
});
