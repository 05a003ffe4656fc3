/** From a request to the body that Ollama is sent. Pure: tested against Ollama's own types and by what it leaves out. */
import type { Capabilities } from "../../core/capabilities.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import type { ToolDefinition } from "../../core/tool.ts";
import { leftOutSampling } from "../../core/left-out-sampling.ts";
import { bySamplingField, type SamplingName } from "../../core/sampling.ts";
import { unsupportedFeatures } from "../../core/unsupported-features.ts";
import type { Warning } from "../../core/warning.ts";
import { toOllamaMessages, toOllamaTool } from "./convert-messages.ts";
import type { ChatBody, GenerateBody, OllamaOptions } from "./request-bodies.ts";

export interface OllamaTarget {
  /** Ollama's name of the model. */
  readonly model: string;
  readonly capabilities: Capabilities;
  readonly contextWindowTokens: number;
  readonly canThink: boolean;
  readonly keepAlive: string | number | undefined;
}

export type ConvertedRequest = { readonly warnings: readonly Warning[] } & (
  | { readonly path: "/api/chat"; readonly body: ChatBody }
  | { readonly path: "/api/generate"; readonly body: GenerateBody }
);

export function convertRequest(request: GenerateRequest, target: OllamaTarget): ConvertedRequest {
  const warnings = [
    ...unsupportedFeatures(request, target.capabilities),
    ...leftOutSampling(request.sampling, (name) => known.includes(name)),
  ];
  const { input, replyPrefix = "" } = request;
  const base = replyFields(request, target);
  if (input.kind === "text") {
    return { path: "/api/generate", body: { ...base, prompt: input.text + replyPrefix, raw: true }, warnings };
  }
  const tools = target.capabilities.tools === true ? offeredTools(input) : [];
  const body: ChatBody = {
    ...base,
    messages: toOllamaMessages(input.messages, replyPrefix),
    ...(tools.length === 0 ? {} : { tools: tools.map(toOllamaTool) }),
  };
  return { path: "/api/chat", body, warnings: [...warnings, ...(tools.length === 0 ? [] : choiceWarnings(input))] };
}

function replyFields(request: GenerateRequest, target: OllamaTarget): Omit<ChatBody, "messages" | "tools"> {
  const { format, logprobs } = request;
  return {
    model: target.model,
    stream: true,
    options: toOllamaOptions(request, target.contextWindowTokens),
    truncate: false,
    shift: false,
    ...(format?.kind === "json-object" ? { format: "json" } : {}),
    ...(format?.kind === "json-schema" ? { format: format.schema } : {}),
    ...(target.canThink ? { think: false } : {}),
    ...(logprobs === undefined ? {} : { logprobs: true, top_logprobs: logprobs.top }),
    keep_alive: target.keepAlive,
  };
}

/** Sampling options that Ollama knows. */
const known: readonly SamplingName[] = [
  ...(["temperature", "topK", "topP", "minP"] as const),
  ...(["repeatPenalty", "presencePenalty", "frequencyPenalty"] as const),
];

function toOllamaOptions({ sampling = {}, maxTokens, stop }: GenerateRequest, contextTokens: number): OllamaOptions {
  return {
    num_ctx: contextTokens,
    num_predict: maxTokens,
    ...bySamplingField((_, name) => (known.includes(name) ? sampling[name] : undefined)),
    seed: sampling.seed,
    ...(stop === undefined || stop.length === 0 ? {} : { stop: [...stop] }),
  };
}

type ChatInput = Extract<PromptInput, { kind: "chat" }>;

/** Ollama has no tool choice: a tool that must be called is at least the only one that is offered. */
function offeredTools({ tools = [], toolChoice = "auto" }: ChatInput): readonly ToolDefinition[] {
  if (toolChoice === "none") return [];
  return typeof toolChoice === "object" ? tools.filter(({ name }) => name === toolChoice.name) : tools;
}

function choiceWarnings({ toolChoice = "auto" }: ChatInput): Warning[] {
  if (toolChoice === "auto" || toolChoice === "none") return [];
  const detail = "Ollama's API cannot force a tool call: the model was offered the tool and may still answer in words";
  return [{ kind: "approximated", feature: "tool_choice", detail }];
}
