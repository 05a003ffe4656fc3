import { describe, expect, it } from "vitest";
import { silentLog } from "../../src/core/log.ts";
import { createTransformersEngine } from "../../src/engines/transformers/index.ts";
import { modelCapabilities } from "../../src/engines/transformers/model-capabilities.ts";
import { engineContract } from "../../src/testing/engine-contract.ts";
import { writeTinyBert } from "../../src/testing/tiny-onnx/write-tiny-bert.ts";
import { ask, chat, loadTiny, never, temporaryFolder, user } from "./tiny-model.ts";

function embed(model: Awaited<ReturnType<typeof loadTiny>>, ...texts: string[]): Promise<readonly Float32Array[]> {
  if (model.embed === undefined) throw new Error("the model does not embed");
  return model.embed({ id: "e", texts }, never).then(({ vectors }) => vectors);
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return Array.from(a ?? []).reduce((sum, value, index) => sum + value * (b?.[index] ?? NaN), 0);
}

describe("a sentence-transformers repository", () => {
  it("keeps the engine contract of what embeds and loads", async () => {
    const location = await temporaryFolder();
    await writeTinyBert(location, { seed: 2 });
    const hello = { kind: "chat", messages: [{ role: "user", content: "Hello" }] } as const;
    const checks = engineContract({
      createEngine: () => createTransformersEngine({ log: silentLog }),
      capabilities: modelCapabilities("feature-extraction", false),
      source: { name: "tiny/bert", location },
      longInput: hello,
      otherInput: hello,
    });
    const apply = checks.filter(
      ({ name, skip }) => skip === undefined && /^(embed|tokenize|load|unload a|optional|chat is)/.test(name),
    );
    expect(apply.length).toBeGreaterThan(9);
    for (const { run } of apply) await run();
  });

  it("answers nothing, and says why", async () => {
    const model = await loadTiny((folder) => writeTinyBert(folder, { seed: 2 }));
    const { end } = await ask(model, chat(user("Hello")));
    expect(end).toMatchObject({ type: "error", error: { code: "unsupported_by_model" } });
    expect(model.info).toMatchObject({ chatTemplate: "none", contextWindowTokens: 64, architecture: "bert" });
  });

  it("pools as its 1_Pooling/config.json says", async () => {
    const vectors = [];
    for (const mode of ["mean_tokens", "cls_token", "lasttoken", "max_tokens"]) {
      const pooling = { pooling_mode_mean_tokens: false, [`pooling_mode_${mode}`]: true };
      const model = await loadTiny((folder) => writeTinyBert(folder, { seed: 2, pooling }));
      const [first, again] = await embed(model, "the sea is deep", "the sea is deep");
      expect(Math.hypot(...(first ?? []))).toBeCloseTo(1, 5);
      expect(cosine(first, again)).toBeCloseTo(1, 5);
      vectors.push(first);
    }
    for (const [index, vector] of vectors.entries()) {
      for (const other of vectors.slice(index + 1)) expect(cosine(vector, other)).toBeLessThan(0.999);
    }
  });

  it("that pools in a way that is not known is refused rather than misread", async () => {
    const pooling = { pooling_mode_mean_tokens: false, pooling_mode_weightedmean_tokens: true };
    await expect(loadTiny((folder) => writeTinyBert(folder, { seed: 2, pooling }))).rejects.toMatchObject({
      code: "model_load_failed",
      message: expect.stringContaining("pooling_mode_weightedmean_tokens"),
    });
  });

  it("averages the parts of a text that is longer than its window", async () => {
    const model = await loadTiny((folder) => writeTinyBert(folder, { seed: 2, positions: 32 }));
    const text = "the sea is deep and ".repeat(20);
    const [long, part, other] = await embed(model, text, "the sea is deep and ".repeat(4), "you said hello to me");
    expect(Math.hypot(...(long ?? []))).toBeCloseTo(1, 5);
    expect(cosine(long, part)).toBeGreaterThan(cosine(long, other));
  });
});
