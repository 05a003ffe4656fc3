import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { writeScriptedLlama } from "../../src/testing/index.ts";
import { never } from "./respond-scene.ts";

const turns = 50;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-cut-replies-"));
  const script = " I hear you. Tell me more. And then?";
  await writeScriptedLlama(join(folder, "tiny.gguf"), { script, contextLength: 8192 });
});

afterAll(() => rm(folder, { recursive: true }));

test.each([2, 4])(
  "each turn behind a reply that was ended at its second sentence reuses 60 % of its short prompt, with %i slots",
  async (slots) => {
    const model = join(folder, "tiny.gguf");
    const options = { model, contextSize: 8192, gpuLayers: 0, slots, preload: false, replyGate: false } as const;
    const app = await createApp(configFromOptions(options), { log: silentLog });
    onTestFinished(() => app.close());
    await app.pool.load("tiny", { signal: never() });
    const { responder } = await app.chat();
    const shares: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const request = { text: `I am at turn ${turn}`, conversationId: "c1" };
      const { text, usage } = await responder.respond(request, never());
      expect(text).toBe("I hear you. Tell me more.");
      shares.push(usage.cachedTokens / usage.promptTokens);
    }
    const [first, ...later] = shares;
    expect(first).toBe(0);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(0.6);
  },
  120_000,
);
