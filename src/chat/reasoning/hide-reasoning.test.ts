import { expect, test } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import { createReasoningHider } from "./hide-reasoning.ts";

const delta = (text: string): GenerateEvent => ({ type: "text-delta", text, tokenCount: 1 });
const finish: GenerateEvent = {
  type: "finish",
  reason: "stop",
  usage: { promptTokens: 1, completionTokens: 1, cachedTokens: 0 },
  timings: { waitMs: 0, prefillMs: 0, decodeMs: 0 },
  warnings: [],
};
const prefill: GenerateEvent = { type: "prefill", processedTokens: 1, totalTokens: 1, cachedTokens: 0 };

/** What is shown of a reply, chunk by chunk. */
async function shown(
  hide: ReturnType<typeof createReasoningHider>,
  name: string,
  events: readonly GenerateEvent[],
): Promise<readonly string[]> {
  const model = {
    info: { name },
    async *generate() {
      yield* events;
    },
  } as unknown as LoadedModel;
  const chunks: string[] = [];
  for await (const event of hide(
    model,
    { id: "1", input: { kind: "text", text: "Hi" } },
    new AbortController().signal,
  )) {
    if (event.type === "text-delta" && event.text !== "") chunks.push(event.text);
  }
  return chunks;
}

const unopened = [delta("They "), delta("greet."), delta("</think>"), delta("Hello"), delta(" there."), finish];

test("the first reply of a model that is named after its thinking shows none of it", async () => {
  expect(await shown(createReasoningHider(), "up/deepseek-r1:8b", unopened)).toEqual(["Hello", " there."]);
});

test("the first reply of any other model is learned from", async () => {
  const hide = createReasoningHider();
  expect(await shown(hide, "up/plain", unopened)).toEqual(["They ", "greet.", "Hello", " there."]);
  expect(await shown(hide, "up/plain", unopened)).toEqual(["Hello", " there."]);
});

test("a server that takes the reasoning out itself is not waited for", async () => {
  const events = [delta(""), delta("Hello"), delta(" there."), finish];
  expect(await shown(createReasoningHider(), "up/deepseek-r1:8b", events)).toEqual(["Hello", " there."]);
});

test("an engine that reads the prompt itself is believed, whatever the model's name is", async () => {
  const events = [prefill, delta("Hello"), delta(" there."), finish];
  expect(await shown(createReasoningHider(), "deepseek-r1", events)).toEqual(["Hello", " there."]);
});

test("a thinker's reply that has no end of reasoning is shown whole at its end", async () => {
  const events = [delta("Hello"), delta(" there."), finish];
  expect(await shown(createReasoningHider(), "up/qwq-32b", events)).toEqual(["Hello there."]);
});
