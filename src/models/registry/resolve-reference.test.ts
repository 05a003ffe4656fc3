import { describe, expect, test } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { createModelRegistry } from "./model-registry.ts";
import { readUserEntries } from "./read-user-entries.ts";
import { resolveReference } from "./resolve-reference.ts";

const registry = createModelRegistry();
const mirror = "bartowski/Llama-3.2-3B-Instruct-GGUF";

function failure(reference: string): ReparteeError {
  try {
    resolveReference(reference, registry);
  } catch (thrown) {
    if (thrown instanceof ReparteeError) return thrown;
    throw thrown;
  }
  throw new Error(`${reference} was resolved`);
}

describe("resolveReference", () => {
  test.each([
    ["llama-3.2-3b", "llama-3.2-3b", "Llama-3.2-3B-Instruct-Q4_K_M.gguf"],
    ["Llama-3.2-3B", "llama-3.2-3b", "Llama-3.2-3B-Instruct-Q4_K_M.gguf"],
    ["llama-3.2-3b:q8_0", "llama-3.2-3b:Q8_0", "Llama-3.2-3B-Instruct-Q8_0.gguf"],
    ["microsoft/DialoGPT-medium", "dialogpt-medium", "pytorch_model.bin"],
    ["hf:microsoft/DialoGPT-medium", "dialogpt-medium", "pytorch_model.bin"],
    ["meta-llama/Llama-3.2-3B-Instruct", "llama-3.2-3b", "Llama-3.2-3B-Instruct-Q4_K_M.gguf"],
    ["facebook/blenderbot-400M-distill", "blenderbot-400m", "onnx"],
    [mirror.toLowerCase(), "llama-3.2-3b", "Llama-3.2-3B-Instruct-Q4_K_M.gguf"],
    [`hf:${mirror}`, mirror, "Llama-3.2-3B-Instruct-Q4_K_M.gguf"],
    [`hf:${mirror}:q6_k`, `${mirror}:Q6_K`, "Llama-3.2-3B-Instruct-Q6_K.gguf"],
    [
      `hf:${mirror}:Llama-3.2-3B-Instruct-Q8_0.gguf`,
      `${mirror}:Llama-3.2-3B-Instruct-Q8_0.gguf`,
      "Llama-3.2-3B-Instruct-Q8_0.gguf",
    ],
  ])("a model that the registry knows is found: %s", (reference, name, file) => {
    expect(resolveReference(reference, registry)).toMatchObject({ kind: "registry", name, file: { file } });
  });

  test.each([
    ["someone/other-model-GGUF", { repository: "someone/other-model-GGUF", revision: "main" }],
    ["hf:someone/m:Q5_K_S@v2", { repository: "someone/m", revision: "v2", quantization: "Q5_K_S" }],
    ["hf:someone/m:m.gguf", { repository: "someone/m", revision: "main", file: "m.gguf" }],
    [`hf:${mirror}@abc123`, { repository: mirror, revision: "abc123" }],
    [`hf:${mirror}:IQ2_M`, { repository: mirror, revision: "main", quantization: "IQ2_M" }],
    ["hf:meta-llama/Llama-3.2-3B-Instruct", { repository: "meta-llama/Llama-3.2-3B-Instruct", revision: "main" }],
  ])("another repository is left to be looked up: %s", (reference, expected) => {
    expect(resolveReference(reference, registry)).toMatchObject({ kind: "repository", ...expected });
  });

  test.each(["echo", "template", "./m.gguf", "./folder", "ollama:llama3.1:8b", "openai:vllm/m"])(
    "what needs no registry is returned as it is: %s",
    (reference) => {
      expect(["built-in", "gguf-file", "folder", "ollama", "upstream"]).toContain(
        resolveReference(reference, registry).kind,
      );
    },
  );

  test("a name that is not known names those that are near", () => {
    const error = failure("llama-3.2-7b");
    expect(error.code).toBe("model_not_found");
    expect(error.hint).toMatch(/^Known are llama-3\.2-3b, llama-3\.2-1b, llama-3\.1-8b\./);
  });

  test("a name near none names all chat models, and no embedding model", () => {
    const { hint } = failure("zzz");
    expect(hint).toContain("qwen2.5-72b");
    expect(hint).not.toContain("bge-small-en");
  });

  test("a quantization that the registry has not names those that it has", () => {
    const error = failure("phi-3-mini:Q8_0");
    expect(error.message).toContain("as Q4_K_M, F16");
    expect(error.hint).toContain("hf:microsoft/Phi-3-mini-4k-instruct-gguf:Q8_0");
  });

  test("a form that was not kept to tells what is wrong", () => {
    expect(failure("hf:owner").message).toContain("write hf:owner/repository");
  });

  test("a user's entry takes the place of a built-in one of its name", () => {
    const own = createModelRegistry(
      readUserEntries([{ name: "llama-3.2-3b", repository: "me/mine", files: [{ file: "mine.gguf" }] }]),
    );
    expect(resolveReference("llama-3.2-3b", own)).toMatchObject({ entry: { repository: "me/mine" } });
    expect(resolveReference("me/mine", own)).toMatchObject({ kind: "registry", name: "llama-3.2-3b" });
    expect(own.entries.filter(({ name }) => name === "llama-3.2-3b")).toHaveLength(1);
  });
});
