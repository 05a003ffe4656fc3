/** A model whose chat template opens its reasoning writes the end mark alone: its first reply already shows no thought. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import type { ReplyEvent } from "../../src/core/reply.ts";
import { writeScriptedLlama } from "../../src/testing/index.ts";
import { tinyChatTemplate } from "../../src/testing/tiny-models/chat-template.ts";
import { never } from "./respond-scene.ts";

async function textOf(events: AsyncIterable<ReplyEvent>): Promise<string> {
  let text = "";
  for await (const event of events) if (event.type === "text-delta") text += event.text;
  return text;
}

test("the first reply of a model that only closes its reasoning is shown from behind the mark", async () => {
  const folder = await mkdtemp(join(tmpdir(), "repartee-opened-reasoning-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "thinker.gguf");
  const pieces = ["Perhaps a film, Heat?", "</think>", " I am glad you asked.", " What did you like last?"];
  await writeScriptedLlama(path, {
    script: pieces.join(""),
    pieces,
    chatTemplate: `${tinyChatTemplate}{{- '<think>\\n\\n' -}}`,
  });
  const options = { model: path, gpuLayers: 0, slots: 1, preload: false } as const;
  const app = await createApp(configFromOptions(options), { log: silentLog });
  onTestFinished(() => app.close());
  await app.pool.load("thinker", { signal: never() });
  const taste = app.tasteChat;
  const request = { requestId: "r1", userInput: "A film, please.", history: [] };
  expect(await textOf(taste.reply(request, never()))).toBe("I am glad you asked. What did you like last?");
});
