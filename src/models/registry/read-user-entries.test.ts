import { describe, expect, test } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { readUserEntries } from "./read-user-entries.ts";

const least = { name: "mine", repository: "me/mine-GGUF", files: [{ file: "mine-Q4_K_M.gguf" }] };

function failure(value: unknown): ReparteeError {
  try {
    readUserEntries(value);
  } catch (thrown) {
    if (thrown instanceof ReparteeError) return thrown;
    throw thrown;
  }
  throw new Error("The entries were accepted");
}

describe("readUserEntries", () => {
  test("an entry of name, repository and a file is enough", () => {
    expect(readUserEntries([least])).toEqual([
      {
        name: "mine",
        role: "chat",
        original: "me/mine-GGUF",
        repository: "me/mine-GGUF",
        revision: "main",
        gated: false,
        licence: "unknown",
        parameterCount: 0,
        contextLength: 0,
        chatFormat: "none",
        form: "gguf",
        files: [{ quantization: "original", file: "mine-Q4_K_M.gguf", aboutBytes: 0 }],
        defaultQuantization: "original",
      },
    ]);
  });

  test("every key of an entry is read", () => {
    const sha256 = "AB".repeat(32);
    const [entry] = readUserEntries([
      {
        ...least,
        original: "them/theirs",
        revision: "v2",
        role: "embedding",
        form: "gguf",
        files: [
          { quantization: "Q4_K_M", file: "a/mine.gguf", size_bytes: 5, sha256 },
          { quantization: "Q8_0", file: "mine-8.gguf" },
        ],
        default_quantization: "q8_0",
        gated: true,
        licence: "mit",
        parameters: 7,
        context_length: 2048,
        chat_format: "chatml",
        sampling: { temperature: 0.5, top_k: 10, top_p: 0.9, min_p: 0.1, repeat_penalty: 1.1 },
      },
    ]);
    expect(entry).toMatchObject({
      original: "them/theirs",
      revision: "v2",
      role: "embedding",
      gated: true,
      licence: "mit",
      parameterCount: 7,
      contextLength: 2048,
      chatFormat: "chatml",
      defaultQuantization: "q8_0",
      sampling: { temperature: 0.5, topK: 10, topP: 0.9, minP: 0.1, repeatPenalty: 1.1 },
    });
    expect(entry?.files[0]).toEqual({
      quantization: "Q4_K_M",
      file: "a/mine.gguf",
      aboutBytes: 5,
      sha256: sha256.toLowerCase(),
    });
  });

  test.each([
    [{}, "registry"],
    [["text"], "registry[0]"],
    [[{ ...least, colour: "red" }], "registry[0].colour"],
    [[{ ...least, name: "a b" }], "registry[0].name"],
    [[{ ...least, name: undefined }], "registry[0].name"],
    [[{ ...least, repository: "../etc" }], "registry[0].repository"],
    [[{ ...least, files: [] }], "registry[0].files"],
    [[{ ...least, files: [{ file: "../../etc/passwd" }] }], "registry[0].files[0].file"],
    [[{ ...least, files: [{ file: "/etc/passwd" }] }], "registry[0].files[0].file"],
    [[{ ...least, files: [{ file: "a.gguf", sha256: "abc" }] }], "registry[0].files[0].sha256"],
    [[{ ...least, files: [{ file: "a.gguf", size_bytes: -1 }] }], "registry[0].files[0].size_bytes"],
    [[{ ...least, default_quantization: "Q2_K" }], "registry[0].default_quantization"],
    [[{ ...least, role: "poet" }], "registry[0].role"],
    [[{ ...least, gated: "yes" }], "registry[0].gated"],
    [[{ ...least, context_length: 1.5 }], "registry[0].context_length"],
    [[{ ...least, sampling: { temperature: 3 } }], "registry[0].sampling.temperature"],
    [[{ ...least, sampling: { heat: 1 } }], "registry[0].sampling.heat"],
    [[least, { ...least, name: "MINE" }], "registry[1].name"],
  ])("a wrong entry is refused by the key at fault: %j", (value, param) => {
    expect(failure(value)).toMatchObject({ code: "config_invalid", param });
    expect(failure(value).message).toContain(param);
  });
});
