import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ReparteeError } from "../core/errors.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import { classifyShape, embedShape, generateRequestSchema, isWrittenText } from "./model-requests.ts";
import { readValue } from "./read-value.ts";

const messages = [{ role: "user", content: "Hello" }] as const;
const plain: GenerateRequest = { id: "r", input: { kind: "chat", messages } };

function refusal(check: (request: unknown) => unknown, request: unknown): ReparteeError {
  try {
    check(request);
  } catch (error) {
    if (error instanceof ReparteeError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
const generate = (request: unknown): unknown => readValue(generateRequestSchema, request, { isSecret: isWrittenText });
const ask = (more: object): object => ({ ...plain, ...more });
const converse = (...conversation: readonly unknown[]): object =>
  ask({ input: { kind: "chat", messages: conversation } });

describe("a request for a reply", () => {
  const everything: Required<GenerateRequest> = {
    id: "r",
    isWhole: true,
    client: "c",
    input: {
      kind: "chat",
      messages: [
        { role: "system", content: "" },
        { role: "user", content: "Hello", name: "Ada" },
        { role: "assistant", content: "", toolCalls: [{ id: "1", name: "weather", arguments: "" }] },
        { role: "tool", content: "rain", toolCallId: "1" },
      ],
      tools: [{ name: "weather", description: "Tells it", parameters: { type: "object", properties: {} } }],
      toolChoice: { name: "weather" },
    },
    sampling: {
      temperature: 2,
      topK: 0,
      topP: 1,
      minP: 0,
      repeatPenalty: 1,
      presencePenalty: -2,
      frequencyPenalty: 2,
      seed: 4_294_967_295,
      logitBias: { 0: -100, 128_000: 100 },
    },
    maxTokens: 1,
    stop: [],
    format: { kind: "json-schema", name: "answer", schema: { enum: [null, 1, "a", [true]] } },
    logprobs: { top: 20 },
    replyPrefix: "",
  };
  const taken: Readonly<Record<string, unknown>> = {
    "a plain request": plain,
    "every field at the ends of its range": everything,
    "fields that are undefined": ask({ sampling: undefined, maxTokens: undefined, stop: undefined }),
    "a text to continue": { id: "r", input: { kind: "text", text: "" } },
    "a text and JSON objects as formats": ask({ format: { kind: "json-object" } }),
    "a message with a field of the caller's own": converse({ role: "user", content: "a", sentAt: 5 }),
    "a schema with a member that is undefined": ask({
      format: { kind: "json-schema", name: "a", schema: { description: undefined } },
    }),
  };
  test.each(Object.entries(taken))("%s", (_, request) => {
    expect(() => generate(request)).not.toThrow();
  });
});

describe("a request for a reply refuses", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  const cases: readonly (readonly [name: string, request: unknown, param: string, message: RegExp])[] = [
    [
      "a temperature that is a text",
      ask({ sampling: { temperature: "hot" } }),
      "sampling.temperature",
      /^sampling\.temperature: expected a number from 0 to 2, got "hot"$/,
    ],
    ["a temperature over its range", ask({ sampling: { temperature: 2.1 } }), "sampling.temperature", /got 2\.1$/],
    ["a temperature that is no number", ask({ sampling: { temperature: Number.NaN } }), "sampling.temperature", /NaN/],
    ["a temperature that is null", ask({ sampling: { temperature: null } }), "sampling.temperature", /got null/],
    ["half a topK", ask({ sampling: { topK: 1.5 } }), "sampling.topK", /a whole number/],
    ["a topK that overflows native integers", ask({ sampling: { topK: 2 ** 31 } }), "sampling.topK", /2147483647/],
    ["a topP over 1", ask({ sampling: { topP: 1.1 } }), "sampling.topP", /from 0 to 1/],
    ["a minP under 0", ask({ sampling: { minP: -0.1 } }), "sampling.minP", /from 0 to 1/],
    [
      "a repeatPenalty that divides by 0",
      ask({ sampling: { repeatPenalty: 0 } }),
      "sampling.repeatPenalty",
      /from 0\.1 to 2/,
    ],
    ["a presencePenalty over 2", ask({ sampling: { presencePenalty: 3 } }), "sampling.presencePenalty", /-2 to 2/],
    [
      "a frequencyPenalty under -2",
      ask({ sampling: { frequencyPenalty: -3 } }),
      "sampling.frequencyPenalty",
      /-2 to 2/,
    ],
    ["a negative seed", ask({ sampling: { seed: -1 } }), "sampling.seed", /0 to 4294967295/],
    ["half a seed", ask({ sampling: { seed: 1.5 } }), "sampling.seed", /a whole number/],
    ["a bias over 100", ask({ sampling: { logitBias: { 5: 101 } } }), "sampling.logitBias.5", /-100 to 100/],
    [
      "a bias of a word",
      ask({ sampling: { logitBias: { the: 1 } } }),
      "sampling.logitBias.the",
      /expected a token id.*got "the"/,
    ],
    ["biases in a map", ask({ sampling: { logitBias: new Map([[5, 1]]) } }), "sampling.logitBias", /an object/],
    ["sampling that is a list", ask({ sampling: [] }), "sampling", /got an array of 0/],
    [
      "a mistyped name of sampling",
      ask({ sampling: { top_p: 1 } }),
      "sampling.top_p",
      /expected (a known key|one of the keys)/,
    ],
    ["a mistyped name", ask({ max_tokens: 5 }), "max_tokens", /expected (a known key|one of the keys)/],
    ["negative maxTokens", ask({ maxTokens: -1 }), "maxTokens", /a whole number from 1 .*got -1/],
    ["no maxTokens left", ask({ maxTokens: 0 }), "maxTokens", /got 0/],
    ["endless maxTokens", ask({ maxTokens: Number.POSITIVE_INFINITY }), "maxTokens", /Infinity/],
    ["a stop text outside a list", ask({ stop: "END" }), "stop", /expected an array .*got a string/],
    ["an empty stop text", ask({ stop: ["a", ""] }), "stop[1]", /an empty string/],
    ["17 stop texts", ask({ stop: Array.from({ length: 17 }, String) }), "stop", /at most 16 .*got an array of 17/],
    ["an unknown format", ask({ format: { kind: "xml" } }), "format.kind", /expected one of "text".*got "xml"/],
    ["a format that is a text", ask({ format: "json" }), "format", /an object with `kind`/],
    ["a schema that is missing", ask({ format: { kind: "json-schema", name: "a" } }), "format.schema", /got nothing/],
    [
      "a schema with a function",
      ask({ format: { kind: "json-schema", name: "a", schema: { a: [generate] } } }),
      "format.schema.a[0]",
      /a function/,
    ],
    [
      "a schema that refers to itself",
      ask({ format: { kind: "json-schema", name: "a", schema: loop } }),
      "format.schema",
      /refer to itself/,
    ],
    ["21 log probabilities", ask({ logprobs: { top: 21 } }), "logprobs.top", /0 to 20/],
    ["log probabilities as a boolean", ask({ logprobs: true }), "logprobs", /expected an object, got a boolean/],
    ["a replyPrefix that is a number", ask({ replyPrefix: 1 }), "replyPrefix", /a string/],
    ["an id that is missing", { input: plain.input }, "id", /got nothing/],
    ["a map instead of a request", new Map(), "id", /got nothing/],
    ["an input that is missing", { id: "r" }, "input", /got nothing/],
    ["an input of an unknown kind", ask({ input: { kind: "audio" } }), "input.kind", /"audio"/],
    ["a text that is missing", ask({ input: { kind: "text" } }), "input.text", /a string, got nothing/],
    [
      "messages that are a text",
      ask({ input: { kind: "chat", messages: "x" } }),
      "input.messages",
      /an array of messages .*got a string/,
    ],
    ["no message", converse(), "input.messages", /got an array of 0/],
    ["a message that is null", converse(null), "input.messages[0]", /null/],
    [
      "an unknown role",
      converse(messages[0], { role: "bot", content: "" }),
      "input.messages[1].role",
      /one of "system".*got "bot"/,
    ],
    [
      "content in parts",
      converse({ role: "user", content: [{ type: "text" }] }),
      "input.messages[0].content",
      /a string, got an array of 1/,
    ],
    [
      "content that is missing",
      converse({ role: "assistant", toolCalls: [] }),
      "input.messages[0].content",
      /got nothing/,
    ],
    [
      "a name that is a number",
      converse({ role: "user", content: "", name: 1 }),
      "input.messages[0].name",
      /got a number/,
    ],
    [
      "a tool's answer to nothing",
      converse({ role: "tool", content: "" }),
      "input.messages[0].toolCallId",
      /got nothing/,
    ],
    [
      "a tool call without arguments",
      converse({ role: "assistant", content: "", toolCalls: [{ id: "1", name: "a" }] }),
      "input.messages[0].toolCalls[0].arguments",
      /got nothing/,
    ],
    [
      "a tool in OpenAI's form",
      ask({ input: { ...plain.input, tools: [{ type: "function", function: { name: "a" } }] } }),
      "input.tools[0].name",
      /got nothing/,
    ],
    [
      "parameters that are a text",
      ask({ input: { ...plain.input, tools: [{ name: "a", parameters: "{}" }] } }),
      "input.tools[0].parameters",
      /a JSON object/,
    ],
    [
      "a choice among no tools",
      ask({ input: { ...plain.input, toolChoice: "required" } }),
      "input.toolChoice",
      /there are no tools/,
    ],
    [
      "a choice of an unknown tool",
      ask({ input: { ...plain.input, tools: [{ name: "a" }], toolChoice: { name: "b" } } }),
      "input.toolChoice",
      /one of the tools/,
    ],
  ];
  test.each(cases)("%s", (_, request, param, message) => {
    const error = refusal(generate, request);
    expect(error).toMatchObject({ code: "invalid_request", param });
    expect(error.message).toMatch(message);
    expect(error.message.length).toBeLessThan(300);
  });

  test.each([undefined, null, 5, "x", []])("%j instead of a request", (request) => {
    expect(refusal(generate, request)).toMatchObject({ code: "invalid_request", param: undefined });
  });

  test("a request without quoting what somebody said", () => {
    const secret = "my secret";
    for (const request of [
      ask({ input: { kind: "chat", messages: secret } }),
      converse(secret),
      converse({ role: "user", content: [secret] }),
      ask({ stop: secret }),
      ask({ format: secret }),
    ]) {
      expect(refusal(generate, request).message).not.toContain(secret);
    }
  });
});

describe("a request for vectors", () => {
  const check = (texts: unknown): unknown => readValue(z.object(embedShape), { texts });

  test("takes texts", () => {
    expect(() => check(["a", "b"])).not.toThrow();
    expect(() => check([])).not.toThrow();
  });

  test.each([
    [undefined, "texts"],
    ["a", "texts"],
    [["a", 1], "texts[1]"],
    [[""], "texts[0]"],
  ])("refuses %j", (texts, param) => {
    expect(refusal(check, texts)).toMatchObject({ code: "invalid_request", param });
  });
});

describe("a request for a classification", () => {
  const request = { input: { kind: "text", text: "a" }, labels: ["x", "y"] };
  const check = (more: unknown): unknown => readValue(z.object(classifyShape), { ...request, ...(more as object) });

  test("takes a text or a conversation and labels", () => {
    expect(() => check({})).not.toThrow();
    expect(() => check({ input: plain.input, replyPrefix: "(" })).not.toThrow();
  });

  test.each([
    [{ labels: ["x"] }, "labels"],
    [{ labels: ["x", "x"] }, "labels"],
    [{ labels: ["x", ""] }, "labels[1]"],
    [{ labels: Array.from({ length: 65 }, String) }, "labels"],
    [{ input: undefined }, "input"],
    [{ input: { kind: "text" } }, "input.text"],
    [{ input: { kind: "chat", messages: [{}] } }, "input.messages[0].role"],
    [{ replyPrefix: 1 }, "replyPrefix"],
  ])("refuses %j", (more, param) => {
    expect(refusal(check, more)).toMatchObject({ code: "invalid_request", param });
  });
});
