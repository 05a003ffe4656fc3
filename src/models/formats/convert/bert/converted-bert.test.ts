/* Through the real llama.cpp, against a float64 forward pass that knows nothing of files. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { referenceVector } from "../../../../../test/support/tiny-bert/reference-bert.ts";
import { writeTinyBert, type TinyBert } from "../../../../../test/support/tiny-bert/tiny-bert.ts";
import type { LoadedModel } from "../../../../core/engine.ts";
import { silentLog } from "../../../../core/log.ts";
import { createLlamaCppEngine } from "../../../../engines/llama-cpp/index.ts";
import { convertToGguf } from "../convert-to-gguf.ts";

const never = new AbortController().signal;
let root = "";
let source = "";
let tiny: TinyBert;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "repartee-bert-"));
  source = join(root, "source");
  tiny = await writeTinyBert(source, { seed: 3 });
});
afterAll(async () => await rm(root, { recursive: true, force: true }));

async function convert(folder: string, quantization: "auto" | "q8" = "auto") {
  return await convertToGguf({ folder, destination: join(root, "converted"), quantization, signal: never });
}

async function load(path: string): Promise<LoadedModel> {
  const engine = createLlamaCppEngine({ log: silentLog });
  return await engine.load({ name: "bert", location: path }, { slots: 1, gpuLayers: 0 }, never);
}

async function vectorsOf(model: LoadedModel, texts: readonly string[]): Promise<readonly Float32Array[]> {
  if (model.embed === undefined) throw new Error("the model does not embed");
  return (await model.embed({ id: "texts", texts }, never)).vectors;
}

const texts: readonly (readonly [text: string, tokens: readonly string[]])[] = [
  ["the cat sat on the mat", ["the", "cat", "sat", "on", "the", "mat"]],
  ["I am playing,  TODAY!", ["i", "am", "play", "##ing", ",", "today", "!"]],
  ["played sad", ["play", "##ed", "sad"]],
  ["日 xyz", ["日", "[UNK]"]],
];

function worst(found: Float32Array | undefined, expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs(value - (found?.[index] ?? 0))));
}

describe("an encoder that was converted", () => {
  test.each([
    ["mean", { pooling_mode_mean_tokens: true }],
    ["first", { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }],
  ] as const)("gives the vectors of the reference, pooled by %s", async (pooling, modes) => {
    const folder = join(root, pooling);
    const model = await writeTinyBert(folder, { seed: 5, pooling: modes });
    const loaded = await load((await convert(folder)).path);
    try {
      const vectors = await vectorsOf(
        loaded,
        texts.map(([text]) => text),
      );
      const errors = texts.map(([, tokens], index) => worst(vectors[index], referenceVector(model, tokens, pooling)));
      expect(Math.max(...errors)).toBeLessThan(1e-3);
      const other = texts.map(([, tokens]) => referenceVector(model, tokens, pooling === "mean" ? "first" : "mean"));
      expect(Math.min(...other.map((vector, index) => worst(vectors[index], vector)))).toBeGreaterThan(1e-2);
    } finally {
      await loaded.unload();
    }
  });

  test("is stored in 16 bits unless asked otherwise, and made once", async () => {
    const first = await convert(source);
    expect(first).toMatchObject({ quantization: "f16", path: expect.stringMatching(/bert-2x64-F16-\w+\.gguf$/) });
    expect((await convert(source)).path).toBe(first.path);
    expect((await convert(source, "q8")).path).toMatch(/-Q8_0-/);
  });
});

describe("an encoder that is refused", () => {
  let scenes = 0;

  async function changed(file: string, change: (json: Record<string, unknown>) => unknown): Promise<string> {
    scenes += 1;
    const folder = join(root, `changed-${scenes}`);
    await cp(source, folder, { recursive: true });
    const known: Record<string, unknown> = JSON.parse(await readFile(join(folder, file), "utf8"));
    const content = change(known);
    if (content === undefined) await rm(join(folder, file));
    else await writeFile(join(folder, file), JSON.stringify(content));
    return folder;
  }

  test.each([
    ["config.json", (json: object) => ({ ...json, hidden_act: "relu" }), "model_load_failed", /hidden_act is "relu"/],
    ["config.json", (json: object) => ({ ...json, is_decoder: true }), "model_load_failed", /is_decoder is true/],
    [
      "config.json",
      (json: object) => ({ ...json, position_embedding_type: "relative_key" }),
      "model_load_failed",
      /relative_key/,
    ],
    ["config.json", (json: object) => ({ ...json, num_attention_heads: 5 }), "model_file_invalid", /5 does not divide/],
    ["config.json", (json: object) => ({ ...json, num_hidden_layers: 3 }), "model_file_invalid", /is missing/],
    ["config.json", (json: object) => ({ ...json, num_hidden_layers: 1 }), "model_file_invalid", /is none of a BERT/],
    ["config.json", (json: object) => ({ ...json, vocab_size: "many" }), "model_file_invalid", /vocab_size: expected/],
    [
      "tokenizer.json",
      (json: object) => ({ ...json, normalizer: { type: "BertNormalizer", lowercase: false } }),
      "model_load_failed",
      /upper case/,
    ],
    [
      "tokenizer.json",
      (json: object) => ({ ...json, model: { type: "BPE" } }),
      "model_file_invalid",
      /tokenizer\.json: model/,
    ],
    ["modules.json", () => undefined, "model_file_missing", /modules\.json/],
    ["modules.json", () => [{ type: "sentence_transformers.models.Dense" }], "model_load_failed", /models\.Dense/],
    [
      "1_Pooling/config.json",
      () => ({ pooling_mode_max_tokens: true }),
      "model_load_failed",
      /pooling_mode_max_tokens/,
    ],
  ] as const)("%s, case %#, says why", async (file, change, code, message) => {
    const folder = await changed(file, change);
    await expect(convert(folder)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("whatever the reference is, another text has another vector", () => {
    const [one, other] = texts.map(([, tokens]) => referenceVector(tiny, tokens));
    expect(worst(Float32Array.from(one ?? []), other ?? [])).toBeGreaterThan(1e-2);
  });
});
