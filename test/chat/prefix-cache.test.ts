import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { createResponder } from "../../src/chat/respond/create-responder.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { systemClock } from "../../src/core/clock.ts";
import { createMemoryStores } from "../support/memory-stores.ts";
import { writeScriptedLlama } from "../../src/testing/index.ts";
import { never, wordEmotions, wordLanguages } from "./respond-scene.ts";

let folder = "";
let app: App;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-respond-"));
  const path = join(folder, "tiny.gguf");
  await writeScriptedLlama(path, { script: " I hear you. Tell me more. And then?", contextLength: 8192 });
  const options = { model: path, contextSize: 8192, gpuLayers: 0, slots: 1, preload: false, replyGate: false } as const;
  app = await createApp(configFromOptions(options), { log: silentLog });
  await app.pool.load("tiny", { signal: never() });
}, 120_000);

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

test("the second turn of a conversation reuses at least 80 % of its prompt on a real engine", async () => {
  const responder = createResponder({
    serving: app.serving,
    personas: (await app.chat()).personas,
    conversations: createMemoryStores().conversations,
    emotions: wordEmotions,
    languages: wordLanguages,
    // As a model of unknown size: with the full prompt, and its feelings rated.
    models: {
      info(name) {
        const info = app.pool.info(name);
        return info && { ...info, parameterCount: undefined };
      },
      countTokens: (name, input) => app.pool.countTokens(name, input),
    },
    replyGate: false,
    defaultModel: () => app.defaultModel,
    defaultPersona: "ollie",
    historyMessages: 10,
    log: silentLog,
    clock: systemClock,
  });
  const turns = ["I am sad", "You know, the dog died", "I am happy he was here"];
  const replies = [];
  for (const text of turns) replies.push(await responder.respond({ text, conversationId: "c1" }, never()));

  expect(replies.map(({ text }) => text)).toEqual(turns.map(() => "I hear you. Tell me more."));
  for (const { emotion } of replies) expect(["model", "fused"]).toContain(emotion.source);
  const [first, ...later] = replies.map(({ usage }) => usage.cachedTokens / usage.promptTokens);
  expect(first).toBe(0);
  for (const share of later) expect(share).toBeGreaterThanOrEqual(0.8);
}, 60_000);

test("another conversation reuses what the persona is", async () => {
  const { responder } = await app.chat();
  await responder.respond({ text: "You here" }, never());
  const { usage } = await responder.respond({ text: "You there" }, never());
  expect(usage.cachedTokens / usage.promptTokens).toBeGreaterThanOrEqual(0.8);
});
