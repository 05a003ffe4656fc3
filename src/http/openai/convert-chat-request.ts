import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest, ReasoningRequest, ResponseFormat } from "../../core/generate-request.ts";
import type { ToolCall, ToolChoice, ToolDefinition } from "../../core/tool.ts";
import type { Warning } from "../../core/warning.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
import { unreadConstraints } from "./chat-request-schema.ts";
import type {
  ChatRequest,
  RequestFormat,
  RequestMessage,
  RequestText,
  RequestTool,
  RequestToolCall,
  RequestToolChoice,
} from "./chat-request-schema.ts";
import type { Chain } from "../replies/choose-models.ts";
import { toMaxTokens, toSampling, toStop } from "./completion-fields.ts";

/** OpenAI's request in Repartee's words: one request a choice, with a seed of its own. */
export function convertChatRequest(body: ChatRequest, requestId: string, chain: Chain): readonly ReplyRequest[] {
  const choices = body.n ?? 1;
  return Array.from({ length: choices }, (_, index) => ({
    ...chain,
    requestId: choices === 1 ? requestId : `${requestId}#${index}`,
    generate: convertGenerate(body, index),
  }));
}

function convertGenerate(body: ChatRequest, choice: number): Omit<GenerateRequest, "id"> {
  const isContinued = body.continue_final_message === true;
  const last = isContinued ? body.messages.at(-1) : undefined;
  return {
    input: convertChatInput(isContinued ? { ...body, messages: body.messages.slice(0, -1) } : body),
    ...(last?.content == null ? {} : { replyPrefix: convertText(last.content) }),
    sampling: toSampling(body, choice),
    maxTokens: toMaxTokens(body.max_completion_tokens ?? body.max_tokens),
    stop: toStop(body.stop),
    format: formatOf(body),
    logprobs: body.logprobs === true ? { top: body.top_logprobs ?? 0 } : undefined,
  };
}

type ChatInput = Extract<GenerateRequest["input"], { kind: "chat" }>;
type InputFields = "tools" | "tool_choice" | "reasoning_effort" | "chat_template_kwargs";

/** What the model is to continue. */
export function convertChatInput(
  body: Pick<ChatRequest, "messages"> & Partial<Pick<ChatRequest, InputFields>>,
): ChatInput {
  const hasTools = (body.tools?.length ?? 0) > 0;
  return {
    kind: "chat",
    messages: body.messages.map(convertMessage),
    tools: hasTools ? body.tools?.map(convertTool) : undefined,
    ...convertReasoning(body),
    toolChoice: hasTools && body.tool_choice != null ? convertToolChoice(body.tool_choice) : undefined,
  };
}

function convertReasoning({
  reasoning_effort: effort,
  chat_template_kwargs: kwargs,
}: Pick<ChatRequest, "reasoning_effort" | "chat_template_kwargs">): { readonly reasoning?: ReasoningRequest } {
  const enabled = kwargs?.enable_thinking;
  const reasoning = { ...toReasoning(effort), ...(enabled === undefined ? {} : { enabled }) };
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
}

/** OpenAI's words for how much to think, of which templates know three. */
export function toReasoning(effort: ChatRequest["reasoning_effort"]): ReasoningRequest {
  switch (effort) {
    case undefined:
    case null:
      return {};
    case "none":
      return { enabled: false };
    case "minimal":
      return { effort: "low" };
    case "xhigh":
      return { effort: "high" };
    default:
      return { effort };
  }
}

/** What the request asks for in words that are not read. */
export function constraintWarnings(body: ChatRequest): readonly Warning[] {
  return [...Object.keys(unreadConstraints), "guided_json"].flatMap((feature): Warning[] => {
    const isRead = feature === "guided_json" && typeof body.guided_json !== "string";
    const isSet = !isRead && Object.entries(body).some(([name, value]) => name === feature && value != null);
    if (!isSet) return [];
    const detail = `\`${feature}\` is not read; use \`response_format\` or \`tools\``;
    return [{ kind: "unsupported-feature", feature, detail }];
  });
}

function convertMessage(message: RequestMessage): ChatMessage {
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content: convertText(message.content) };
    case "user":
      return { role: "user", content: convertText(message.content), name: message.name ?? undefined };
    case "assistant": {
      const content = message.content == null ? "" : convertText(message.content);
      const hasCalls = (message.tool_calls?.length ?? 0) > 0;
      return { role: "assistant", content, toolCalls: hasCalls ? message.tool_calls?.map(convertToolCall) : undefined };
    }
    case "tool":
      return { role: "tool", content: convertText(message.content), toolCallId: message.tool_call_id };
  }
}

/** Parts are joined as they are: a client that splits a text adds nothing between its parts. */
function convertText(content: RequestText): string {
  return typeof content === "string" ? content : content.map((part) => part.text).join("");
}

function convertToolCall(call: RequestToolCall): ToolCall {
  return { id: call.id, name: call.function.name, arguments: call.function.arguments };
}

function convertTool({ function: { name, description, parameters } }: RequestTool): ToolDefinition {
  return { name, description: description ?? undefined, parameters: parameters ?? undefined };
}

function convertToolChoice(choice: RequestToolChoice): ToolChoice {
  return typeof choice === "string" ? choice : { name: choice.function.name };
}

function formatOf({ response_format: format, json_schema, guided_json }: ChatRequest): ResponseFormat | undefined {
  if (format != null) return convertFormat(format);
  const schema = json_schema ?? guided_json;
  return schema == null || typeof schema === "string" ? undefined : { kind: "json-schema", name: "reply", schema };
}

function convertFormat(format: RequestFormat): ResponseFormat {
  switch (format.type) {
    case "text":
      return { kind: "text" };
    case "json_object":
      if (format.schema != null) return { kind: "json-schema", name: "reply", schema: format.schema };
      return { kind: "json-object" };
    case "json_schema":
      return { kind: "json-schema", name: format.json_schema.name ?? "reply", schema: format.json_schema.schema };
  }
}
