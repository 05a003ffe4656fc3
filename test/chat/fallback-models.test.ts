/** When the asked model fails, another one answers before a template does, and the reply says which it was. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee } from "repartee";
import { writeScriptedLlama } from "repartee/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const script = "I am the other one.";
let folder = "";

async function open(fallbackModels?: readonly string[]): Promise<Repartee> {
  const repartee = await createRepartee({
    models: [
      { name: "first", reference: join(folder, "nowhere.gguf"), preload: false },
      { name: "other", reference: join(folder, "other.gguf"), preload: false },
    ],
    gpuLayers: 0,
    // The scripted model says the same to everybody, which no judge would let pass.
    replyGate: false,
    fallbackModels,
  });
  return repartee;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-fallback-"));
  await writeScriptedLlama(join(folder, "other.gguf"), { script });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("reply of a persona, of the taste chat and of the recommender", () => {
  test("comes from another model that is in memory when the asked one has no file", async () => {
    await using repartee = await open();
    await repartee.models.load("other");
    const marks = { source: "fallback_model", model: "other", reason: "model_file_missing", complete: true };
    expect(await repartee.respond({ text: "Hello there, how are you?", language: "en" })).toMatchObject({
      ...marks,
      text: script,
      success: true,
    });
    expect(await repartee.generateResponse("Hello there")).toMatchObject({ ...marks, text: script });
  });

  test("comes from a named one, which is loaded for it", async () => {
    await using repartee = await open(["other"]);
    expect(await repartee.respond("Hello there, how are you?")).toMatchObject({
      source: "fallback_model",
      text: script,
    });
  });

  test("is written when nobody else is wished, and when nobody else is in memory", async () => {
    await using nobody = await open(["none"]);
    await nobody.models.load("other");
    expect(await nobody.respond("Hello there, how are you?")).toMatchObject({ source: "template", success: false });
    await using cold = await open();
    expect(await cold.respond("Hello there, how are you?")).toMatchObject({ source: "template", success: false });
  });

  test("is echoed by the small box all the same, as its contract says", async () => {
    await using repartee = await open(["other"]);
    expect(await repartee.smollm("Hello box")).toMatchObject({ source: "template", text: "Hello box" });
  });
});
