import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest, ResponseFormat } from "../../core/generate-request.ts";
import type { ToolCall, ToolChoice, ToolDefinition } from "../../core/tool.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
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
import { toSampling, toStop } from "./completion-fields.ts";

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
  const hasTools = (body.tools?.length ?? 0) > 0;
  return {
    input: {
      kind: "chat",
      messages: body.messages.map(convertMessage),
      tools: hasTools ? body.tools?.map(convertTool) : undefined,
      toolChoice: hasTools && body.tool_choice != null ? convertToolChoice(body.tool_choice) : undefined,
    },
    sampling: toSampling(body, choice),
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    stop: toStop(body.stop),
    format: body.response_format == null ? undefined : convertFormat(body.response_format),
    logprobs: body.logprobs === true ? { top: body.top_logprobs ?? 0 } : undefined,
  };
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

function convertFormat(format: RequestFormat): ResponseFormat {
  switch (format.type) {
    case "text":
      return { kind: "text" };
    case "json_object":
      return { kind: "json-object" };
    case "json_schema":
      return { kind: "json-schema", name: format.json_schema.name, schema: format.json_schema.schema };
  }
}
