import { describe, expect, test } from "vitest";
import { parseModelReference } from "./model-reference.ts";

const hub = { kind: "hub", repository: "bartowski/Llama-3.2-3B-Instruct-GGUF" } as const;

describe("parseModelReference", () => {
  test.each([
    ["echo", { kind: "built-in", engine: "echo", name: "echo" }],
    ["template", { kind: "built-in", engine: "template", name: "template" }],
    ["./models/a.gguf", { kind: "gguf-file", path: "./models/a.gguf", name: "a" }],
    ["models/a.GGUF", { kind: "gguf-file", path: "models/a.GGUF", name: "a" }],
    ["C:\\models\\a b.gguf", { kind: "gguf-file", path: "C:\\models\\a b.gguf", name: "a b" }],
    ["./blenderbot", { kind: "folder", path: "./blenderbot", name: "blenderbot" }],
    ["/models/bb/", { kind: "folder", path: "/models/bb/", name: "bb" }],
    ["models/bb/", { kind: "folder", path: "models/bb/", name: "bb" }],
    ["~/bb", { kind: "folder", path: "~/bb", name: "bb" }],
    ["D:\\bb", { kind: "folder", path: "D:\\bb", name: "bb" }],
    [
      "microsoft/DialoGPT-medium",
      { kind: "hub", repository: "microsoft/DialoGPT-medium", explicit: false, name: "microsoft/DialoGPT-medium" },
    ],
    ["hf:bartowski/Llama-3.2-3B-Instruct-GGUF", { ...hub, explicit: true, name: hub.repository }],
    [
      "hf:bartowski/Llama-3.2-3B-Instruct-GGUF:q5_k_m@main",
      { ...hub, explicit: true, name: `${hub.repository}:Q5_K_M`, quantization: "Q5_K_M", revision: "main" },
    ],
    [
      "hf:bartowski/Llama-3.2-3B-Instruct-GGUF:sub/x-Q8_0.gguf@refs/pr/1",
      {
        ...hub,
        explicit: true,
        name: `${hub.repository}:sub/x-Q8_0.gguf`,
        file: "sub/x-Q8_0.gguf",
        revision: "refs/pr/1",
      },
    ],
    ["hf:a/b@0123abc", { kind: "hub", repository: "a/b", explicit: true, name: "a/b", revision: "0123abc" }],
    ["ollama:llama3.1:8b", { kind: "ollama", model: "llama3.1:8b", name: "llama3.1:8b" }],
    ["ollama:hf.co/a/b:Q4_K_M", { kind: "ollama", model: "hf.co/a/b:Q4_K_M", name: "hf.co/a/b:Q4_K_M" }],
    ["openai:vllm/meta-llama/Llama-3.1-8B", expect.objectContaining({ kind: "upstream", upstream: "vllm" })],
    ["llama-3.2-3b", { kind: "unknown", name: "llama-3.2-3b" }],
    ["qwen2.5-7b:q8_0", { kind: "unknown", name: "qwen2.5-7b:q8_0" }],
  ])("%s", (reference, parsed) => {
    expect(parseModelReference(reference)).toEqual(parsed);
  });

  test("an upstream's model may contain slashes", () => {
    expect(parseModelReference("openai:vllm/a/b")).toEqual({
      kind: "upstream",
      upstream: "vllm",
      model: "a/b",
      name: "a/b",
    });
  });

  test.each([
    "hf:",
    "hf:owner",
    "hf:owner/../etc",
    "hf:../../etc/passwd",
    "hf:a/b:../../x.gguf",
    "hf:a/b:/etc/x.gguf",
    "hf:a/b:.hidden.gguf",
    "hf:a/b:two words",
    "hf:a/b@../main",
    "hf:a/b@",
    "hf:a/b/c",
    "ollama:",
    "ollama:a b",
    "openai:vllm",
    "openai:/model",
    "openai:vllm/a b",
  ])("a malformed reference says what is wrong: %s", (reference) => {
    const parsed = parseModelReference(reference);
    expect(parsed).toMatchObject({ kind: "unknown", name: reference });
    expect(parsed).toHaveProperty("problem");
  });

  test.each(["", "a b", "owner/..", "a/b/c", "http://example.com/model"])("is no reference: %j", (reference) => {
    expect(parseModelReference(reference).kind).toBe("unknown");
  });
});

describe("a reference as other programs write it", () => {
  test.each([
    ["hf:unsloth/Qwen3-0.6B-GGUF:UD-Q4_K_XL", { kind: "hub", quantization: "UD-Q4_K_XL" }],
    [
      "hf.co/unsloth/Qwen3-0.6B-GGUF:Q4_K_M",
      { kind: "hub", repository: "unsloth/Qwen3-0.6B-GGUF", quantization: "Q4_K_M" },
    ],
    ["https://huggingface.co/owner/repo", { kind: "hub", repository: "owner/repo" }],
    ["huggingface.co/owner/repo:file.gguf", { kind: "hub", file: "file.gguf" }],
    ["file:///models/my%20model.gguf", { kind: "gguf-file", path: "/models/my model.gguf" }],
    ["file://localhost/models/x.gguf", { kind: "gguf-file", path: "/models/x.gguf" }],
    ["file:///C:/models/x.gguf", { kind: "gguf-file", path: "C:/models/x.gguf" }],
  ])("%s", (reference, parsed) => {
    expect(parseModelReference(reference)).toMatchObject(parsed);
  });
});
