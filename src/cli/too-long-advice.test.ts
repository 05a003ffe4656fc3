import { expect, test } from "vitest";
import type { ChatMessage } from "../core/chat-message.ts";
import { ReparteeError } from "../core/errors.ts";
import { tooLongAdvice } from "./too-long-advice.ts";

const turns: readonly ChatMessage[] = [
  { role: "user", content: "a".repeat(100) },
  { role: "assistant", content: "b".repeat(100) },
];
const advise = (turnsBefore: readonly ChatMessage[], message: string, promptTokens: number): string => {
  const facts = { n_prompt_tokens: promptTokens, n_ctx: 100 };
  return tooLongAdvice(new ReparteeError("context_length_exceeded", "too long", { facts }), turnsBefore, message);
};

test("a message is blamed when it is alone, or would not fit alone", () => {
  expect(advise([], "x".repeat(10), 101)).toMatch(/^This message alone/);
  expect(advise(turns, "x".repeat(800), 250)).toMatch(/^This message alone/);
});

test("the conversation is blamed where the message would fit alone, or nothing is known", () => {
  expect(advise(turns, "x".repeat(100), 120)).toMatch(/^The conversation .*\/reset/);
  expect(tooLongAdvice(new ReparteeError("context_length_exceeded", "too long"), turns, "x")).toMatch(/\/reset/);
});
