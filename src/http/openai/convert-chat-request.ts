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
import type { Chain } from "./choose-models.ts";
import { toStop } from "./completion-fields.ts";
import { toSampling } from "./sampling-fields.ts";

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
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  const format = body.response_format == null ? undefined : convertFormat(body.response_format);
  const tools = body.tools ?? [];
  return {
    input: {
      kind: "chat",
      messages: body.messages.map(convertMessage),
      ...(tools.length === 0 ? {} : { tools: tools.map(convertTool) }),
      ...(tools.length === 0 || body.tool_choice == null ? {} : { toolChoice: convertToolChoice(body.tool_choice) }),
    },
    sampling: toSampling(body, choice),
    ...(maxTokens == null ? {} : { maxTokens }),
    ...toStop(body.stop),
    format,
    ...(body.logprobs === true ? { logprobs: { top: body.top_logprobs ?? 0 } } : {}),
  };
}

function convertMessage(message: RequestMessage): ChatMessage {
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content: convertText(message.content) };
    case "user":
      return {
        role: "user",
        content: convertText(message.content),
        ...(message.name == null ? {} : { name: message.name }),
      };
    case "assistant": {
      const calls = message.tool_calls ?? [];
      return {
        role: "assistant",
        content: message.content == null ? "" : convertText(message.content),
        ...(calls.length === 0 ? {} : { toolCalls: calls.map(convertToolCall) }),
      };
    }
    case "tool":
      return { role: "tool", content: convertText(message.content), toolCallId: message.tool_call_id };
  }
}

/** Parts follow one another as they stand: a client that splits a text adds nothing between its pieces. */
function convertText(content: RequestText): string {
  return typeof content === "string" ? content : content.map((part) => part.text).join("");
}

function convertToolCall(call: RequestToolCall): ToolCall {
  return { id: call.id, name: call.function.name, arguments: call.function.arguments };
}

function convertTool({ function: { name, description, parameters } }: RequestTool): ToolDefinition {
  return {
    name,
    ...(description == null ? {} : { description }),
    ...(parameters == null ? {} : { parameters }),
  };
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
