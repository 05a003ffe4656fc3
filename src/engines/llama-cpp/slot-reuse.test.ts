import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatMessage } from "../../core/chat-message.ts";
import { silentLog } from "../../core/log.ts";
import { writeScriptedLlama } from "../../testing/tiny-models/scripted-llama.ts";
import { createLlamaCppEngine } from "./index.ts";

const never = new AbortController().signal;
const turns = 50;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-slots-"));
  await writeScriptedLlama(join(folder, "endless.gguf"), {
    script: "One word after another and no end in sight, ",
    eos: false,
    contextLength: 8192,
  });
});

afterAll(() => rm(folder, { recursive: true }));

/** A reply's first pieces, after which its reader leaves, and what of its prompt was in the cache. */
async function cutReply(
  model: Awaited<ReturnType<ReturnType<typeof createLlamaCppEngine>["load"]>>,
  messages: readonly ChatMessage[],
): Promise<{ readonly text: string; readonly cachedShare: number }> {
  let text = "";
  let cachedShare = 0;
  const reply = new AbortController();
  for await (const event of model.generate({ id: "cut", input: { kind: "chat", messages } }, reply.signal)) {
    if (event.type === "prefill") cachedShare = event.cachedTokens / event.totalTokens;
    if (event.type === "text-delta") text += event.text;
    if (text.length > 40) break;
  }
  return { text, cachedShare };
}

test.each([2, 4])(
  "with %i slots, the turn that follows a cut reply at once finds its conversation in the cache",
  async (slots) => {
    const engine = createLlamaCppEngine({ log: silentLog });
    const source = { name: "endless", location: join(folder, "endless.gguf") };
    const model = await engine.load(source, { contextSize: 6144, slots, gpuLayers: 0 }, never);
    const messages: ChatMessage[] = [{ role: "system", content: "You are somebody who listens well. ".repeat(8) }];
    const shares: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      messages.push({ role: "user", content: `Turn ${turn}` });
      const { text, cachedShare } = await cutReply(model, messages);
      messages.push({ role: "assistant", content: text });
      if (turn > 0) shares.push(cachedShare);
    }
    await model.unload();
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.8);
  },
  60_000,
);
