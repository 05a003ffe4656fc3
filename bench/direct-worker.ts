/**
 * The engine called directly, in a process of its own: reads prompts as JSON lines on stdin, answers those of a line
 * all at once (the engine advances them in step), and writes their times as one JSON line.
 */
import { createInterface } from "node:readline";
import { createLlamaCppEngine } from "#repartee/engines/llama-cpp/index.js";
import { silentLog } from "#repartee/core/log.js";
import type { LoadedModel } from "#repartee/core/engine.js";
import type { Prompt, StreamTimes } from "./stream-times.ts";

const [location = "", threads = "1", slots = "4", contextSize = "2048"] = process.argv.slice(2);
const signal = new AbortController().signal;
const model = await createLlamaCppEngine({ log: silentLog }).load(
  { name: "bench", location },
  { threads: Number(threads), slots: Number(slots), contextSize: Number(contextSize), gpuLayers: 0 },
  signal,
);
process.stdout.write("ready\n");

async function answer(loaded: LoadedModel, prompt: Prompt, index: number): Promise<StreamTimes> {
  const startedAt = performance.now();
  let firstAt = Number.NaN;
  let lastAt = Number.NaN;
  let tokens = 0;
  let cachedTokens = 0;
  const request = {
    id: String(index),
    input: { kind: "chat", messages: prompt.messages },
    maxTokens: prompt.maxTokens,
    sampling: { temperature: 0.8, seed: prompt.seed },
  } as const;
  for await (const event of loaded.generate(request, signal)) {
    if (event.type === "error") throw event.error;
    if (event.type === "finish") cachedTokens = event.usage.cachedTokens;
    if (event.type !== "text-delta") continue;
    lastAt = performance.now();
    if (tokens === 0) firstAt = lastAt;
    tokens += event.tokenCount;
  }
  return { startedAt, firstAt, lastAt, tokens, cachedTokens };
}

for await (const line of createInterface({ input: process.stdin })) {
  const prompts = JSON.parse(line) as Prompt[];
  const times = await Promise.all(prompts.map((prompt, index) => answer(model, prompt, index)));
  process.stdout.write(`${JSON.stringify(times)}\n`);
}
