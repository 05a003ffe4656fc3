import { describe, expect, it } from "vitest";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import { openaiCompatibleCapabilities } from "./capabilities.ts";
import { type ConversionTarget, toChatBody, toCompletionBody } from "./convert-request.ts";
import { type DialectId, dialects } from "./dialects.ts";
import type { ChatBody, CompletionBody } from "./request-bodies.ts";

type ChatInput = Extract<PromptInput, { kind: "chat" }>;
const chat: ChatInput = { kind: "chat", messages: [{ role: "user", content: "Hi" }] };
const text = { kind: "text", text: "Once" } as const;
const tools = [{ name: "look", description: "Looks.", parameters: { type: "object" } }, { name: "see" }];

function target(dialect: DialectId): ConversionTarget {
  return { model: "m", dialect: dialects[dialect], capabilities: openaiCompatibleCapabilities };
}

function chatBody(dialect: DialectId, request: Partial<GenerateRequest> = {}, input: ChatInput = chat): ChatBody {
  return toChatBody({ id: "1", input, ...request }, input, target(dialect)).body;
}

function completionBody(dialect: DialectId, request: Partial<GenerateRequest> = {}): CompletionBody {
  return toCompletionBody({ id: "1", input: text, ...request }, text, target(dialect)).body;
}

function featuresWarned(dialect: DialectId, request: Partial<GenerateRequest>): string[] {
  const { warnings } = toChatBody({ id: "1", input: chat, ...request }, chat, target(dialect));
  return warnings.map((warning) => ("feature" in warning ? warning.feature : warning.kind));
}

it("plain chat is sent with nothing that was not asked for", () => {
  expect(chatBody("generic")).toEqual({
    model: "m",
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: "user", content: "Hi" }],
  });
});

describe("sampling", () => {
  const sampling = {
    temperature: 0,
    topK: 40,
    topP: 0.9,
    minP: 0.05,
    xtcProbability: 0.5,
    xtcThreshold: 0.2,
    repeatPenalty: 1.1,
    presencePenalty: 0.5,
    frequencyPenalty: 0.6,
    seed: 7,
    logitBias: { 5: -100 },
  };
  const xtc = ["xtc_probability", "xtc_threshold"];
  const shared = {
    temperature: 0,
    top_p: 0.9,
    presence_penalty: 0.5,
    frequency_penalty: 0.6,
    seed: 7,
    logit_bias: { 5: -100 },
  };

  it.each([
    ["generic", {}, ["top_k", "min_p", ...xtc, "repeat_penalty"]],
    ["openai", {}, ["top_k", "min_p", ...xtc, "repeat_penalty"]],
    ["tgi", {}, ["top_k", "min_p", ...xtc, "repeat_penalty"]],
    ["vllm", { top_k: 40, min_p: 0.05, repetition_penalty: 1.1 }, xtc],
    ["llama-server", { top_k: 40, min_p: 0.05, xtc_probability: 0.5, xtc_threshold: 0.2, repeat_penalty: 1.1 }, []],
    ["localai", { top_k: 40, min_p: 0.05, repeat_penalty: 1.1 }, xtc],
    ["repartee", { top_k: 40, min_p: 0.05, xtc_probability: 0.5, xtc_threshold: 0.2, repeat_penalty: 1.1 }, []],
    ["lm-studio", { top_k: 40, repeat_penalty: 1.1 }, ["min_p", ...xtc]],
  ] as const)("%s knows %j and warns of the rest", (dialect, extra, warned) => {
    const {
      model: _model,
      stream: _stream,
      stream_options: _options,
      messages: _messages,
      ...rest
    } = chatBody(dialect, { sampling });
    expect(rest).toEqual({ ...shared, ...extra });
    expect(featuresWarned(dialect, { sampling })).toEqual(warned);
  });

  it("what is off is not missed", () => {
    expect(featuresWarned("generic", { sampling: { topK: 0, minP: 0, repeatPenalty: 1 } })).toEqual([]);
  });
});

it("token limit has the name that the dialect knows", () => {
  expect(chatBody("generic", { maxTokens: 5 })).toMatchObject({ max_tokens: 5 });
  expect(chatBody("openai", { maxTokens: 5 })).toMatchObject({ max_completion_tokens: 5 });
  expect(chatBody("openai", { maxTokens: 5 })).not.toHaveProperty("max_tokens");
});

it("completion without a limit does not end at the server's 16 tokens", () => {
  expect(completionBody("vllm").max_tokens).toBeNull();
  expect(completionBody("llama-server")).not.toHaveProperty("max_tokens");
  expect(completionBody("generic").max_tokens).toBe(512);
  const { warnings } = toCompletionBody({ id: "1", input: text }, text, target("generic"));
  expect(warnings).toMatchObject([{ kind: "approximated", feature: "max_tokens" }]);
  expect(completionBody("generic", { maxTokens: 3 }).max_tokens).toBe(3);
});

it("stop texts beyond what the dialect takes are not sent", () => {
  const stop = ["a", "b", "c", "d", "e"];
  expect(chatBody("generic", { stop }).stop).toEqual(["a", "b", "c", "d"]);
  expect(chatBody("vllm", { stop }).stop).toEqual(stop);
});

it("reply prefix is put in the dialect's way, and at the end of a plain text everywhere", () => {
  const replyPrefix = "Well,";
  const prefixed = [
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Well," },
  ];
  expect(chatBody("llama-server", { replyPrefix })).toMatchObject({ messages: prefixed });
  expect(chatBody("vllm", { replyPrefix })).toMatchObject({
    messages: prefixed,
    continue_final_message: true,
    add_generation_prompt: false,
  });
  expect(chatBody("vllm")).not.toHaveProperty("continue_final_message");
  expect(chatBody("generic", { replyPrefix }).messages).toHaveLength(1);
  expect(completionBody("generic", { replyPrefix: " upon" }).prompt).toBe("Once upon");
});

describe("JSON forms", () => {
  const schema = { type: "object", properties: {} } as const;
  const named = { kind: "json-schema", name: "My answer!", schema } as const;

  it.each([
    [
      "generic",
      { type: "json_schema", json_schema: { name: "My_answer_", schema, strict: true } },
      { type: "json_object" },
    ],
    [
      "lm-studio",
      { type: "json_schema", json_schema: { name: "My_answer_", schema, strict: true } },
      { type: "json_schema", json_schema: { name: "answer", schema: { type: "object" }, strict: false } },
    ],
    ["tgi", { type: "json", value: schema }, { type: "json", value: { type: "object" } }],
  ] as const)("%s", (dialect, bySchema, anyObject) => {
    expect(chatBody(dialect, { format: named }).response_format).toEqual(bySchema);
    expect(chatBody(dialect, { format: { kind: "json-object" } }).response_format).toEqual(anyObject);
    expect(chatBody(dialect, { format: { kind: "text" } })).not.toHaveProperty("response_format");
  });

  it("a plain text cannot be asked for one, and a warning says so", () => {
    const { warnings } = toCompletionBody(
      { id: "1", input: text, format: named, maxTokens: 1 },
      text,
      target("generic"),
    );
    expect(warnings).toMatchObject([{ kind: "unsupported-feature", feature: "response_format" }]);
  });
});

describe("tools", () => {
  it("are offered with the choice", () => {
    expect(chatBody("generic", {}, { ...chat, tools })).toMatchObject({
      tools: [
        { type: "function", function: { name: "look", description: "Looks.", parameters: { type: "object" } } },
        { type: "function", function: { name: "see" } },
      ],
      tool_choice: "auto",
    });
    expect(chatBody("generic", {}, { ...chat, tools, toolChoice: "none" }).tool_choice).toBe("none");
    const named = chatBody("generic", {}, { ...chat, tools, toolChoice: { name: "see" } });
    expect(named.tool_choice).toEqual({ type: "function", function: { name: "see" } });
    expect(chatBody("generic", {}, { ...chat, toolChoice: "required" })).not.toHaveProperty("tool_choice");
  });

  it("are cut to the one that must be called where none can be named", () => {
    const body = chatBody("lm-studio", {}, { ...chat, tools, toolChoice: { name: "see" } });
    expect(body).toMatchObject({ tools: [{ function: { name: "see" } }], tool_choice: "required" });
    expect(body.tools).toHaveLength(1);
  });

  it("keep calls and answers together in a conversation", () => {
    const messages = [
      { role: "user", content: "Look", name: "ann" },
      { role: "assistant", content: "", toolCalls: [{ id: "c1", name: "look", arguments: "{}" }] },
      { role: "tool", content: "seen", toolCallId: "c1" },
    ] as const;
    expect(chatBody("generic", {}, { kind: "chat", messages }).messages).toEqual([
      { role: "user", content: "Look", name: "ann" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: "{}" } }],
      },
      { role: "tool", content: "seen", tool_call_id: "c1" },
    ]);
  });
});

it("log probabilities are asked for as each route has them", () => {
  expect(chatBody("generic", { logprobs: { top: 3 } })).toMatchObject({ logprobs: true, top_logprobs: 3 });
  expect(completionBody("generic", { logprobs: { top: 3 } })).toMatchObject({ logprobs: 3 });
});
