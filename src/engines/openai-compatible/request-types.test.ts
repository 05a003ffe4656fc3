import type OpenAI from "openai";
import { expect, it } from "vitest";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { openaiCompatibleCapabilities } from "./capabilities.ts";
import { toChatBody, toCompletionBody } from "./convert-request.ts";
import { dialects } from "./dialects.ts";
import type { ChatBody, CompletionBody, EmbeddingBody, SamplingFields, TgiResponseFormat } from "./request-bodies.ts";

/** The fields that are OpenAI's own: the others are sent to dialects only that know them. */
type Own<Body> = Omit<
  Body,
  | Exclude<keyof SamplingFields, keyof OpenAI.ChatCompletionCreateParamsStreaming>
  | "continue_final_message"
  | "add_generation_prompt"
  | "response_format"
> &
  (Body extends { response_format?: infer Format }
    ? { response_format?: Exclude<Format, TgiResponseFormat | undefined> }
    : unknown);

/** Every body that can be built here is one that OpenAI's own client takes. */
type Assignable<From extends To, To> = From;
type _Chat = Assignable<Own<ChatBody>, OpenAI.ChatCompletionCreateParamsStreaming>;
type _Completion = Assignable<Own<CompletionBody>, OpenAI.CompletionCreateParamsStreaming>;
type _Embedding = Assignable<EmbeddingBody, OpenAI.EmbeddingCreateParams>;

it("bodies for OpenAI itself have no field that its client does not know", () => {
  const target = { model: "m", dialect: dialects.openai, capabilities: openaiCompatibleCapabilities };
  const tools = [{ name: "look", parameters: { type: "object" } }];
  const messages = [{ role: "user", content: "Hi" }] as const;
  const chat = { kind: "chat", messages, tools, toolChoice: "required" } as const;
  const everything: Omit<GenerateRequest, "id" | "input"> = {
    sampling: {
      temperature: 1,
      topK: 1,
      topP: 1,
      minP: 0.5,
      xtcProbability: 0.5,
      xtcThreshold: 0.2,
      repeatPenalty: 1.1,
      presencePenalty: 1,
      frequencyPenalty: 1,
      seed: 1,
      logitBias: { 1: 1 },
    },
    maxTokens: 1,
    stop: ["a"],
    format: { kind: "json-object" },
    logprobs: { top: 1 },
    replyPrefix: "Well,",
  };
  const chatFields: Record<keyof OpenAI.ChatCompletionCreateParamsStreaming & keyof ChatBody, true> = {
    model: true,
    messages: true,
    stream: true,
    stream_options: true,
    temperature: true,
    top_p: true,
    presence_penalty: true,
    frequency_penalty: true,
    seed: true,
    stop: true,
    logit_bias: true,
    max_tokens: true,
    max_completion_tokens: true,
    response_format: true,
    logprobs: true,
    top_logprobs: true,
    tools: true,
    tool_choice: true,
  };
  const { body } = toChatBody({ id: "1", input: chat, ...everything }, chat, target);
  expect(Object.keys(chatFields)).toEqual(expect.arrayContaining(Object.keys(body)));

  const text = { kind: "text", text: "Once" } as const;
  const completionFields: Record<keyof OpenAI.CompletionCreateParamsStreaming & keyof CompletionBody, true> = {
    model: true,
    prompt: true,
    stream: true,
    stream_options: true,
    temperature: true,
    top_p: true,
    presence_penalty: true,
    frequency_penalty: true,
    seed: true,
    stop: true,
    logit_bias: true,
    max_tokens: true,
    logprobs: true,
  };
  const completion = toCompletionBody({ id: "1", input: text, ...everything }, text, target);
  expect(Object.keys(completionFields)).toEqual(expect.arrayContaining(Object.keys(completion.body)));
});
