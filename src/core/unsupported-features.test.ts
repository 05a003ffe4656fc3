import { expect, it } from "vitest";
import type { Capabilities } from "./capabilities.ts";
import type { GenerateRequest } from "./generate-request.ts";
import { unsupportedFeatures } from "./unsupported-features.ts";

const able: Capabilities = {
  chat: true,
  completion: true,
  embed: true,
  classify: true,
  tokenize: true,
  tools: true,
  jsonSchema: true,
  logprobs: true,
  logitBias: true,
  seed: true,
  stop: true,
  penalties: true,
  replyPrefix: true,
  parallel: true,
  prefixCache: true,
  lora: true,
};
const no = { unsupported: "Not here." };
const unable: Capabilities = {
  ...able,
  ...{ tools: no, jsonSchema: no, logprobs: no, logitBias: no, seed: no, stop: no, penalties: no, replyPrefix: no },
};

const everything: GenerateRequest = {
  id: "1",
  input: { kind: "chat", messages: [], tools: [{ name: "look_up" }] },
  format: { kind: "json-object" },
  logprobs: { top: 0 },
  stop: ["\n"],
  replyPrefix: "Well,",
  sampling: { seed: 0, logitBias: { 1: 1 }, presencePenalty: 0.1, frequencyPenalty: 0.1, repeatPenalty: 1.1 },
};

it("unsupported features are reported one by one, with the engine's reason", () => {
  const warnings = unsupportedFeatures(everything, unable);
  expect(warnings.map((warning) => "feature" in warning && warning.feature)).toEqual([
    "tools",
    "response_format",
    "logprobs",
    "logit_bias",
    "seed",
    "stop",
    "presence_penalty",
    "frequency_penalty",
    "repeat_penalty",
    "reply_prefix",
  ]);
  expect(warnings.every((warning) => warning.kind === "unsupported-feature" && warning.detail === "Not here.")).toBe(
    true,
  );
});

it("unsupported features give no warning where the engine can do all", () => {
  expect(unsupportedFeatures(everything, able)).toEqual([]);
});

it("unsupported features give no warning where a request asks for none of them", () => {
  const asksNothing: GenerateRequest = {
    id: "1",
    input: { kind: "chat", messages: [], tools: [{ name: "look_up" }], toolChoice: "none" },
    format: { kind: "text" },
    stop: [],
    replyPrefix: "",
    sampling: { temperature: 1, logitBias: {}, presencePenalty: 0, frequencyPenalty: 0, repeatPenalty: 1 },
  };
  expect(unsupportedFeatures(asksNothing, unable)).toEqual([]);
});
