import { expect, test } from "vitest";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import { frameMarksOf } from "../core/frame-marks.ts";
import type { FinishReason, GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../core/generate-request.ts";
import { noUsage } from "../core/usage.ts";
import { unframed } from "./unframed-reply.ts";

const input: PromptInput = {
  kind: "chat",
  messages: [
    { role: "user", content: "How is the weather?" },
    { role: "assistant", content: "", toolCalls: [{ id: "a", name: "get_weather", arguments: "{}" }] },
    { role: "tool", content: "18 degrees, sunny\n", toolCallId: "a" },
  ],
};
const request: GenerateRequest = { id: "r", input };
const call: GenerateEvent = {
  type: "tool-call-delta",
  index: 0,
  id: "b",
  name: "f",
  argumentsDelta: "{}",
  tokenCount: 1,
};

function ended(reason: FinishReason): GenerateEvent {
  return { type: "finish", reason, usage: noUsage, timings: { waitMs: 0, prefillMs: 0, decodeMs: 0 }, warnings: [] };
}

function texts(...chunks: readonly string[]): GenerateEvent[] {
  return chunks.map((text) => ({ type: "text-delta", text, tokenCount: 1 }));
}

async function read(...events: readonly GenerateEvent[]): Promise<readonly GenerateEvent[]> {
  const generateWith = async function* (): AsyncGenerator<GenerateEvent> {
    yield* events;
  };
  const shown: GenerateEvent[] = [];
  const reply = unframed(generateWith, frameMarksOf(input));
  for await (const event of reply({} as LoadedModel, request, new AbortController().signal)) shown.push(event);
  return shown;
}

function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

test("reply is shown without the mark that it copied, and every token is counted", async () => {
  const events = await read(...texts("<tool", "_resp", "onse>\n", "18 ", "degrees"), ended("stop"));
  expect(textOf(events)).toBe("18 degrees");
  expect(events.reduce((sum, event) => sum + ("tokenCount" in event ? event.tokenCount : 0), 0)).toBe(5);
});

test("reply of marks alone is the tool's result", async () => {
  expect(textOf(await read(...texts("<tool_response>", "\n</tool_response>"), ended("stop")))).toBe(
    "18 degrees, sunny",
  );
});

test("reply that was cut off, and one that calls a tool, are not the tool's result", async () => {
  expect(textOf(await read(...texts("<tool_response>"), ended("length")))).toBe("");
  expect(textOf(await read(...texts("<tools>"), call, ended("stop")))).toBe("");
});

test("what was held back comes before a call and before an error", async () => {
  expect((await read(...texts("Well <"), call, ended("tool-calls"))).map(({ type }) => type)).toEqual([
    "text-delta",
    "text-delta",
    "tool-call-delta",
    "finish",
  ]);
  const error: GenerateEvent = { type: "error", error: new ReparteeError("runner_crashed", "Died") };
  expect(textOf(await read(...texts("Well <"), error))).toBe("Well <");
});

test("reply that a fresh process writes again begins anew", async () => {
  const prefill = { type: "prefill", processedTokens: 0, totalTokens: 1, cachedTokens: 0, isAnew: true } as const;
  expect(textOf(await read(...texts("\n"), prefill, ...texts("Sunny."), ended("stop")))).toBe("Sunny.");
});

test("reader that leaves closes the model's reply at once, though no event comes", async () => {
  let isClosed = false;
  const hanging: AsyncIterableIterator<GenerateEvent> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise(() => {}),
    return: () => {
      isClosed = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  const events = unframed(() => hanging, frameMarksOf(input))({} as LoadedModel, request, new AbortController().signal);
  const iterator = events[Symbol.asyncIterator]();
  void iterator.next();
  await iterator.return?.();
  expect(isClosed).toBe(true);
});
