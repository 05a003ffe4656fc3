// A process with one model in it, as a runner is: loads by the plan in argv, answers on every slot at once and writes
// its resident memory in bytes. Kept out of the test's process, whose memory would count.
import { createLlamaCppEngine } from "#repartee/engines/llama-cpp/index.js";

const { location, contextSize, slots, batchSize, promptTokens } = JSON.parse(process.argv[2]);
const ignore = () => {};
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const signal = new AbortController().signal;

const model = await createLlamaCppEngine({ log }).load(
  { name: "measured", location },
  { contextSize, slots, batchSize, gpuLayers: 0 },
  signal,
);

async function answer(slot) {
  const text = `${slot}${" the of and to in a is that".repeat(Math.ceil(promptTokens / 8))}`;
  const request = { id: `slot-${slot}`, input: { kind: "text", text }, maxTokens: 8, sampling: { seed: slot } };
  for await (const event of model.generate(request, signal)) if (event.type === "error") throw event.error;
}
await Promise.all(Array.from({ length: slots }, (_, slot) => answer(slot)));

process.stdout.write(`${process.memoryUsage.rss()}\n`, () => process.kill(process.pid, "SIGKILL"));
