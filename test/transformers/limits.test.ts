import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { LoadedModel } from "../../src/core/engine.ts";
import { silentLog } from "../../src/core/log.ts";
import { createTransformersEngine } from "../../src/engines/transformers/index.ts";
import { writeTinyBlenderbot } from "../../src/testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";
import { ask, chat, finishOf, loadTiny, never, temporaryFolder, user } from "./tiny-model.ts";

const answers = { seed: 6 };

describe("a reply without a limit", () => {
  it("of a causal model fills its positions and goes no further", async () => {
    const model = await loadTiny((folder) => writeTinyGpt2(folder, { answers, contextLength: 64 }));
    const { reason, usage } = finishOf(await ask(model, chat(user("Hello"))));
    expect(reason).toBe("length");
    expect(usage.promptTokens + usage.completionTokens).toBe(64);
  });

  it("of an encoder-decoder model has as many tokens as its decoder has positions", async () => {
    const model = await loadTiny((folder) => writeTinyBlenderbot(folder, { answers, positions: 32 }));
    expect(model.info.contextWindowTokens).toBe(64);
    const { reason, usage } = finishOf(await ask(model, chat(user("Hello"))));
    expect({ reason, tokens: usage.completionTokens }).toEqual({ reason: "length", tokens: 32 });
    const begun = finishOf(await ask(model, chat(user("Hello")), { replyPrefix: "Well, my dear" })).usage;
    expect(begun.completionTokens).toBe(32 - ((await model.tokenize?.("Well, my dear")) ?? []).length);
  });
});

describe("a repository that claims more positions than its graph has", () => {
  it.each([
    {
      kind: "causal",
      write: (f: string) => writeTinyGpt2(f, { answers, contextLength: 24, claimedContextLength: 64 }),
    },
    {
      kind: "encoder-decoder",
      write: (f: string) => writeTinyBlenderbot(f, { answers, positions: 24, claimedPositions: 64 }),
    },
  ])("ends a $kind model's reply in an error without numbers, and the next short one works", async ({ write }) => {
    const model = await loadTiny(write);
    const { end } = await ask(model, chat(user("Hello")));
    expect(end).toMatchObject({ type: "error", error: { code: "generation_failed" } });
    if (end.type === "error") {
      expect(end.error.message).not.toMatch(/\d/);
      expect(end.error.cause).toBeUndefined();
    }
    expect(finishOf(await ask(model, chat(user("Hello")), { maxTokens: 3 })).reason).toBe("length");
  });
});

describe("loading", () => {
  const load = (location: string, options = {}): Promise<unknown> =>
    createTransformersEngine({ log: silentLog }).load({ name: "some/model", location }, options, never);

  it("names what is missing: the folder, its files, its graphs", async () => {
    const folder = await temporaryFolder();
    await expect(load("")).rejects.toMatchObject({ code: "model_file_missing" });
    await expect(load(folder)).rejects.toMatchObject({
      code: "model_file_missing",
      message: `Cannot load model "some/model": there is no folder ${join(folder, "onnx")}`,
    });
    await writeTinyGpt2(folder, { answers, suffixes: ["_of_another_kind"] });
    await expect(load(folder)).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("no onnx/model.onnx or onnx/decoder_model_merged.onnx"),
    });
  });

  it("distinguishes damaged files from missing ones", async () => {
    const folder = await temporaryFolder();
    await writeTinyGpt2(folder, { answers });
    await writeFile(join(folder, "onnx", "model.onnx"), "not a graph");
    await expect(load(folder)).rejects.toMatchObject({ code: "model_load_failed" });
    await writeFile(join(folder, "config.json"), "{");
    await expect(load(folder)).rejects.toMatchObject({ code: "model_file_invalid" });
  });

  it("refuses a kind of model that is not known, an adapter, and more context than there is", async () => {
    const folder = await temporaryFolder();
    await writeTinyGpt2(folder, { answers, contextLength: 64 });
    await expect(load(folder, { loraPath: "a.gguf" })).rejects.toMatchObject({ code: "model_load_failed" });
    await expect(load(folder, { contextSize: 65 })).rejects.toMatchObject({
      code: "model_load_failed",
      message: expect.stringContaining("65 tokens was asked for, it was trained on 64"),
    });
    await writeFile(join(folder, "config.json"), JSON.stringify({ architectures: ["WhisperForSpeech"] }));
    await expect(load(folder)).rejects.toMatchObject({ message: expect.stringContaining("WhisperForSpeech") });
  });

  it("takes a folder of any name, also one that reads like the name of a repository", async () => {
    const parent = await temporaryFolder();
    const here = process.cwd();
    for (const name of ["ünï code & spaces--x..y", "owner/name"]) await writeTinyGpt2(join(parent, name), { answers });
    const loadModel = (location: string): Promise<LoadedModel> =>
      createTransformersEngine({ log: silentLog }).load({ name: "tiny", location }, {}, never);
    await (await loadModel(join(parent, "ünï code & spaces--x..y"))).unload();
    await (await loadModel(relative(here, join(parent, "owner/name")))).unload();
    await (await loadModel(`${join(parent, "owner", "name")}/`)).unload();
  });

  it("takes the 8-bit files of a model that has no others, and says so", async () => {
    const model = await loadTiny((folder) => writeTinyGpt2(folder, { answers, suffixes: ["_quantized", "_fp16"] }));
    expect(model.info).toMatchObject({ device: "cpu", quantization: "q8", slots: 1, threads: 1, architecture: "gpt2" });
    expect(finishOf(await ask(model, chat(user("Hello")), { maxTokens: 2 })).reason).toBe("length");
  });
});
