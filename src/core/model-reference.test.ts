import { expect, it } from "vitest";
import { parseModelReference } from "./model-reference.ts";

it.each([
  ["ollama:llama3.1:8b", { kind: "ollama", model: "llama3.1:8b", name: "llama3.1:8b" }],
  [
    "ollama:hf.co/owner/repo-GGUF:Q4_K_M",
    { kind: "ollama", model: "hf.co/owner/repo-GGUF:Q4_K_M", name: "hf.co/owner/repo-GGUF:Q4_K_M" },
  ],
  [
    "openai:gpu/meta-llama/Llama-3.1-8B",
    { kind: "openai", upstream: "gpu", model: "meta-llama/Llama-3.1-8B", name: "meta-llama/Llama-3.1-8B" },
  ],
  ["openai:gpu/model.gguf", { kind: "openai", upstream: "gpu", model: "model.gguf", name: "model.gguf" }],
  ["ollama:", { kind: "unknown", name: "ollama:" }],
  ["openai:gpu", { kind: "unknown", name: "openai:gpu" }],
  ["openai:/model", { kind: "unknown", name: "openai:/model" }],
  ["openai:gpu/", { kind: "unknown", name: "openai:gpu/" }],
  ["models/llama.gguf", { kind: "gguf-file", path: "models/llama.gguf", name: "llama" }],
  ["echo", { kind: "built-in", engine: "echo", name: "echo" }],
])("model reference %s", (reference, expected) => {
  expect(parseModelReference(reference)).toEqual(expected);
});
