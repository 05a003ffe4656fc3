import { expect, it } from "vitest";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { ollamaCapabilities } from "./capabilities.ts";
import { convertRequest, type OllamaTarget } from "./convert-request.ts";

const target: OllamaTarget = {
  model: "llama3.1:8b",
  capabilities: ollamaCapabilities,
  contextWindowTokens: 4096,
  canThink: false,
  keepAlive: undefined,
};
const chat: GenerateRequest = { id: "1", input: { kind: "chat", messages: [{ role: "user", content: "Hi" }] } };
const tool = { name: "look", description: "Looks.", parameters: { type: "object", properties: {} } };

it("plain chat is sent with the context window and nothing that was not asked for", () => {
  expect(convertRequest(chat, target)).toEqual({
    path: "/api/chat",
    body: {
      model: "llama3.1:8b",
      stream: true,
      messages: [{ role: "user", content: "Hi" }],
      options: { num_ctx: 4096 },
      truncate: false,
      shift: false,
    },
    warnings: [],
  });
});

it("every sampling option has its name at Ollama", () => {
  const sampling = {
    temperature: 0,
    topK: 1,
    topP: 0.2,
    minP: 0.3,
    repeatPenalty: 1.4,
    presencePenalty: 0.5,
    frequencyPenalty: 0.6,
    seed: 7,
  };
  expect(convertRequest({ ...chat, sampling, maxTokens: 8, stop: ["a", "b"] }, target).body.options).toEqual({
    num_ctx: 4096,
    num_predict: 8,
    temperature: 0,
    top_k: 1,
    top_p: 0.2,
    min_p: 0.3,
    repeat_penalty: 1.4,
    presence_penalty: 0.5,
    frequency_penalty: 0.6,
    seed: 7,
    stop: ["a", "b"],
  });
});

it("a sampling option that Ollama does not know is left out with a warning", () => {
  const { body, warnings } = convertRequest({ ...chat, sampling: { xtcProbability: 0.5, topK: 2 } }, target);
  expect(body.options).toEqual({ num_ctx: 4096, top_k: 2 });
  expect(warnings).toMatchObject([{ kind: "approximated", feature: "xtc_probability" }]);
});

it("raw text is continued, its prefix at its end", () => {
  const request: GenerateRequest = { id: "1", input: { kind: "text", text: "Once" }, replyPrefix: " upon" };
  expect(convertRequest(request, target)).toMatchObject({
    path: "/api/generate",
    body: { prompt: "Once upon", raw: true },
  });
});

it("prefix of a chat's reply is an assistant turn that Ollama continues", () => {
  expect(convertRequest({ ...chat, replyPrefix: "Well," }, target).body).toMatchObject({
    messages: [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Well," },
    ],
  });
});

it.each([
  [{ kind: "json-object" }, "json"],
  [{ kind: "json-schema", name: "a", schema: { type: "object" } }, { type: "object" }],
  [{ kind: "text" }, undefined],
] as const)("format %j is %j", (format, expected) => {
  expect(convertRequest({ ...chat, format }, target).body.format).toEqual(expected);
});

it("model that can think is asked not to, and no other", () => {
  expect(convertRequest(chat, { ...target, canThink: true }).body.think).toBe(false);
  expect(convertRequest(chat, target).body).not.toHaveProperty("think");
});

it("keep-alive is sent when it is configured", () => {
  expect(convertRequest(chat, { ...target, keepAlive: "30m" }).body.keep_alive).toBe("30m");
});

it("conversation with tools keeps calls and answers together", () => {
  const messages = [
    { role: "user", content: "Look" },
    {
      role: "assistant",
      content: "",
      toolCalls: [
        { id: "c1", name: "look", arguments: '{"at":"it"}' },
        { id: "c2", name: "see", arguments: "broken" },
      ],
    },
    { role: "tool", content: "seen", toolCallId: "c2" },
    { role: "tool", content: "who?", toolCallId: "c9" },
  ] as const;
  expect(convertRequest({ id: "1", input: { kind: "chat", messages, tools: [tool] } }, target).body).toMatchObject({
    messages: [
      { role: "user", content: "Look" },
      {
        role: "assistant",
        tool_calls: [
          { function: { name: "look", arguments: { at: "it" } } },
          { function: { name: "see", arguments: { arguments: "broken" } } },
        ],
      },
      { role: "tool", content: "seen", tool_name: "see" },
      { role: "tool", content: "who?" },
    ],
    tools: [{ type: "function", function: tool }],
  });
});

it("tool that must be called is the only one offered, and a warning says that it cannot be forced", () => {
  const tools = [tool, { name: "other" }];
  const input = { kind: "chat", messages: [], tools, toolChoice: { name: "look" } } as const;
  const { body, warnings } = convertRequest({ id: "1", input }, target);
  expect(body).toMatchObject({ tools: [{ function: { name: "look" } }] });
  expect(warnings).toEqual([{ kind: "approximated", feature: "tool_choice", detail: expect.any(String) }]);
  const none = convertRequest({ id: "1", input: { ...input, toolChoice: "none" } }, target);
  expect(none.body).not.toHaveProperty("tools");
  expect(none.warnings).toEqual([]);
});

it("what Ollama cannot do is a warning", () => {
  expect(convertRequest({ ...chat, sampling: { logitBias: { 1: 2 } } }, target).warnings).toEqual([
    { kind: "unsupported-feature", feature: "logit_bias", detail: "Ollama's API has no logit bias." },
  ]);
});
