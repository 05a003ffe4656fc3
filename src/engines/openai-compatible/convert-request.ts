/** From a request to the body that an upstream is sent, in its dialect. Pure. */
import type { Capabilities } from "../../core/capabilities.ts";
import type { GenerateRequest, PromptInput, ResponseFormat } from "../../core/generate-request.ts";
import { leftOutSampling } from "../../core/left-out-sampling.ts";
import { samplingNames, type SamplingOptions } from "../../core/sampling.ts";
import { unsupportedFeatures } from "../../core/unsupported-features.ts";
import type { Warning } from "../../core/warning.ts";
import { toChatMessage, toChatTool, toChatToolChoice } from "./convert-messages.ts";
import type { Dialect } from "./dialects.ts";
import type {
  ChatBody,
  CompletionBody,
  OpenaiResponseFormat,
  SamplingFields,
  TgiResponseFormat,
} from "./request-bodies.ts";

export interface ConversionTarget {
  /** The upstream's name of the model. */
  readonly model: string;
  readonly dialect: Dialect;
  readonly capabilities: Capabilities;
}

export interface Converted<Body> {
  readonly body: Body;
  readonly warnings: readonly Warning[];
}

type ChatInput = Extract<PromptInput, { kind: "chat" }>;
type TextInput = Extract<PromptInput, { kind: "text" }>;

export function toChatBody(request: GenerateRequest, input: ChatInput, target: ConversionTarget): Converted<ChatBody> {
  const { dialect, capabilities } = target;
  const { maxTokens, logprobs, format, replyPrefix = "" } = request;
  const asksLogprobs = logprobs !== undefined && capabilities.logprobs === true;
  const prefix = replyPrefix === "" ? undefined : dialect.replyPrefix;
  const messages = input.messages.map(toChatMessage);
  const body: ChatBody = {
    ...replyFields(request, target),
    messages: prefix === undefined ? messages : [...messages, { role: "assistant", content: replyPrefix }],
    ...(maxTokens === undefined ? {} : { [dialect.maxTokensName]: maxTokens }),
    ...responseFormat(format, dialect),
    ...(asksLogprobs ? { logprobs: true, top_logprobs: logprobs.top } : {}),
    ...(capabilities.tools === true ? toolFields(input, dialect) : {}),
    ...(prefix === "continue-final-message" ? { continue_final_message: true, add_generation_prompt: false } : {}),
  };
  return {
    body,
    warnings: [...unsupportedFeatures(request, capabilities), ...samplingWarnings(request, dialect)],
  };
}

/** Enough for a text that goes on; the server's own limit would be 16. */
const completionTokens = 512;

export function toCompletionBody(
  request: GenerateRequest,
  input: TextInput,
  target: ConversionTarget,
): Converted<CompletionBody> {
  const { dialect, capabilities } = target;
  const { maxTokens, logprobs, replyPrefix = "", format } = request;
  const asksLogprobs = logprobs !== undefined && capabilities.logprobs === true;
  const body: CompletionBody = {
    ...replyFields(request, target),
    prompt: input.text + replyPrefix,
    ...completionLimit(maxTokens, dialect),
    ...(asksLogprobs ? { logprobs: logprobs.top } : {}),
  };
  // A plain text begins with its prefix wherever chats do not.
  const warnings: Warning[] = unsupportedFeatures(request, { ...capabilities, replyPrefix: true });
  warnings.push(...samplingWarnings(request, dialect));
  if (capabilities.jsonSchema === true && format !== undefined && format.kind !== "text") {
    const detail = "Only conversations can be asked for JSON at an OpenAI-compatible upstream";
    warnings.push({ kind: "unsupported-feature", feature: "response_format", detail });
  }
  if (maxTokens === undefined && dialect.unlimitedCompletion === "number") {
    const detail = `The upstream would end after 16 tokens; it was asked for at most ${completionTokens}`;
    warnings.push({ kind: "approximated", feature: "max_tokens", detail });
  }
  return { body, warnings };
}

function completionLimit(
  maxTokens: number | undefined,
  { unlimitedCompletion }: Dialect,
): { max_tokens?: number | null } {
  if (maxTokens !== undefined) return { max_tokens: maxTokens };
  if (unlimitedCompletion === "absent") return {};
  return { max_tokens: unlimitedCompletion === "null" ? null : completionTokens };
}

function replyFields(
  { sampling = {}, stop = [] }: GenerateRequest,
  { model, dialect, capabilities }: ConversionTarget,
): Omit<ChatBody, "messages" | "max_tokens" | "logprobs"> {
  const { seed, logitBias } = sampling;
  const asksBias = logitBias !== undefined && capabilities.logitBias === true;
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    ...samplingFields(sampling, dialect),
    seed,
    ...(stop.length === 0 ? {} : { stop: stop.slice(0, dialect.maxStops) }),
    ...(asksBias ? { logit_bias: { ...logitBias } } : {}),
  };
}

function samplingFields(sampling: SamplingOptions, { names }: Dialect): SamplingFields {
  const fields: SamplingFields = {};
  for (const name of samplingNames) {
    const [field, value] = [names[name], sampling[name]];
    if (field !== undefined && value !== undefined) fields[field] = value;
  }
  return fields;
}

function samplingWarnings({ sampling }: GenerateRequest, { names }: Dialect): Warning[] {
  return leftOutSampling(sampling, (name) => names[name] !== undefined);
}

function responseFormat(
  format: ResponseFormat | undefined,
  { jsonFormat }: Dialect,
): { response_format?: OpenaiResponseFormat | TgiResponseFormat } {
  if (format === undefined || format.kind === "text") return {};
  const schema = format.kind === "json-schema" ? format.schema : { type: "object" };
  if (jsonFormat === "tgi") return { response_format: { type: "json", value: schema } };
  if (format.kind === "json-object" && jsonFormat === "openai") return { response_format: { type: "json_object" } };
  const name = format.kind === "json-schema" ? schemaName(format.name) : "answer";
  return {
    response_format: { type: "json_schema", json_schema: { name, schema, strict: format.kind === "json-schema" } },
  };
}

/** OpenAI takes letters, digits, `_` and `-`, at most 64. */
function schemaName(name: string): string {
  return name.replaceAll(/[^\w-]/g, "_").slice(0, 64) || "answer";
}

function toolFields(
  { tools = [], toolChoice = "auto" }: ChatInput,
  { namesTool }: Dialect,
): Pick<ChatBody, "tools" | "tool_choice"> {
  if (tools.length === 0) return {};
  if (typeof toolChoice === "string" || namesTool) {
    return { tools: tools.map(toChatTool), tool_choice: toChatToolChoice(toolChoice) };
  }
  // The one tool that must be called is the only one that is offered.
  return { tools: tools.filter(({ name }) => name === toolChoice.name).map(toChatTool), tool_choice: "required" };
}
