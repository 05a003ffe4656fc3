import { expect, test } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import type { GeneratedTokenLogprob } from "../core/generate-event.ts";
import type { ReplyEvent, ReplyFinishEvent } from "../core/reply.ts";
import { collectReply } from "./collect-reply.ts";

const finish: ReplyFinishEvent = {
  type: "finish",
  source: "fallback_model",
  model: "b",
  reason: "runner_crashed",
  finishReason: "stop",
  complete: true,
  usage: { promptTokens: 3, completionTokens: 2, cachedTokens: 1 },
  timings: { waitMs: 0, prefillMs: 1, decodeMs: 2, queueMs: 0, loadMs: 0, firstTokenMs: 1, totalMs: 3 },
  warnings: [],
};

async function* stream(...events: ReplyEvent[]): AsyncGenerator<ReplyEvent> {
  yield* events;
}

test("text is joined, and the facts of the end are kept", async () => {
  const reply = await collectReply(
    stream(
      { type: "queued", ahead: 1 },
      { type: "start", source: "fallback_model", model: "b", reason: "runner_crashed" },
      { type: "text-delta", text: "Good", tokenCount: 1 },
      { type: "text-delta", text: "", tokenCount: 1 },
      { type: "text-delta", text: " day", tokenCount: 1 },
      finish,
    ),
  );
  const { type: _, ...facts } = finish;
  expect(reply).toEqual({ ...facts, text: "Good day", toolCalls: [] });
});

test("tool calls are put together from their pieces and come in the order of their index", async () => {
  const reply = await collectReply(
    stream(
      { type: "tool-call-delta", index: 1, id: "c1", name: "b", argumentsDelta: "{", tokenCount: 1 },
      { type: "tool-call-delta", index: 0, id: "c0", name: "a", argumentsDelta: '{"x":', tokenCount: 1 },
      { type: "tool-call-delta", index: 0, argumentsDelta: "1}", tokenCount: 1 },
      { type: "tool-call-delta", index: 1, argumentsDelta: "}", tokenCount: 1 },
      finish,
    ),
  );
  expect(reply.toolCalls).toEqual([
    { id: "c0", name: "a", arguments: '{"x":1}' },
    { id: "c1", name: "b", arguments: "{}" },
  ]);
});

test("log probabilities are strung together", async () => {
  const logprob = (token: string): GeneratedTokenLogprob => ({ token, logprob: -1, bytes: [], top: [] });
  const reply = await collectReply(
    stream(
      { type: "text-delta", text: "", tokenCount: 1, logprobs: [logprob("a")] },
      { type: "text-delta", text: "abc", tokenCount: 2, logprobs: [logprob("b"), logprob("c")] },
      finish,
    ),
  );
  expect(reply.logprobs?.map(({ token }) => token)).toEqual(["a", "b", "c"]);
});

test("error event is thrown as it is", async () => {
  const error = new ReparteeError("token_stall", "No token");
  const events = stream({ type: "text-delta", text: "Half", tokenCount: 1 }, { type: "error", error });
  await expect(collectReply(events)).rejects.toBe(error);
});

test("stream without a terminal event is an error", async () => {
  const events = stream({ type: "text-delta", text: "Half", tokenCount: 1 });
  await expect(collectReply(events)).rejects.toMatchObject({ code: "internal" });
});
