import { describe, expect, test } from "vitest";
import { nameMeant } from "./find-model.ts";

const names = ["llama-3.2-3b", "llama-3.2-1b", "qwen2.5-7b", "gemma-2-2b", "nomic-embed-text", "owner/model:Q4_K_M"];

describe("a name in Ollama's form", () => {
  test.each([
    ["llama3.2:3b", "llama-3.2-3b"],
    ["llama3.2:1b", "llama-3.2-1b"],
    ["llama3.2:3b-instruct-q4_K_M", "llama-3.2-3b"],
    ["llama3.2:3b-instruct-fp16", "llama-3.2-3b"],
    ["llama-3.2-3b:latest", "llama-3.2-3b"],
    ["qwen2.5", "qwen2.5-7b"],
    ["qwen2.5:7b", "qwen2.5-7b"],
    ["gemma2:2b", "gemma-2-2b"],
    ["nomic-embed-text:latest", "nomic-embed-text"],
    ["owner/model:q4_k_m", "owner/model:Q4_K_M"],
  ])("%s means %s", (name, model) => {
    expect(nameMeant(name, names)).toBe(model);
  });

  test.each(["llama3.2", "llama3.2:70b", "llama3.2:3b-uncensored", "qwen2.5:72b", "qwen", "gemma2:27b", "mistral"])(
    "%s means none of them, or more than one",
    (name) => {
      expect(nameMeant(name, names)).toBeUndefined();
    },
  );
});
