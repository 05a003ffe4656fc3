import { expect, test } from "vitest";
import { readValue } from "../../schema/index.ts";
import { respondRequestSchema } from "./respond-request.ts";

const read = (request: unknown) => readValue(respondRequestSchema, request);

test("a request with all of its fields is read as it is, its text without the space around it", () => {
  const request = {
    text: "Hello",
    emotion: "sad",
    emotionConfidence: 0.5,
    language: "de",
    history: [{ role: "user", content: "Hi" }],
    conversationId: "c:1",
    userId: "ann",
    persona: "ollie",
    model: "m",
    maxTokens: 5,
    requestId: "r",
  };
  expect(read({ ...request, text: " Hello " })).toEqual(request);
});

test.each([
  ["text", { text: "  " }, 'text: expected what the user said, got "  "'],
  ["text", { text: "x".repeat(8_001) }, "text: expected at most 8000 characters, got a string of 8001 characters"],
  ["text", { text: "🙂".repeat(8_001) }, "text: expected at most 8000 characters, got a string of 8001 characters"],
  ["emotion", { text: "x", emotion: "bored" }, /^emotion: expected one of "happy", .*, got "bored"$/],
  ["emotionConfidence", { text: "x", emotionConfidence: 2 }, "emotionConfidence: expected a number from 0 to 1, got 2"],
  ["language", { text: "x", language: "xx" }, /^language: expected one of "en", .*, got "xx"/],
  ["conversationId", { text: "x", conversationId: "a b" }, /^conversationId: expected 1 to 128 characters/],
  ["maxTokens", { text: "x", maxTokens: 0 }, "maxTokens: expected a whole number from 1 to 4096, got 0"],
  ["history[0].role", { text: "x", history: [{ role: "system", content: "x" }] }, /^history\[0\]\.role: expected/],
  ["user_id", { text: "x", user_id: "ann" }, "user_id: expected a known key, got another (did you mean userId?)"],
])("a request with a wrong %s is refused", (param, request, message) => {
  expect(() => read(request)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  expect(() => read(request)).toThrow(message);
});
