import type { ChatMessage } from "../../core/chat-message.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { ToolCall, ToolDefinition } from "../../core/tool.ts";
import type { OllamaMessage, OllamaTool, OllamaToolCall } from "./request-bodies.ts";

/** A reply prefix is an assistant turn at the end, which Ollama continues. */
export function toOllamaMessages(messages: readonly ChatMessage[], replyPrefix: string = ""): OllamaMessage[] {
  const toolNames = new Map<string, string>();
  const converted = messages.map((message): OllamaMessage => {
    const { content } = message;
    switch (message.role) {
      case "system":
      case "user":
        return { role: message.role, content };
      case "assistant":
        for (const { id, name } of message.toolCalls ?? []) toolNames.set(id, name);
        return {
          role: "assistant",
          content,
          ...(message.toolCalls === undefined ? {} : { tool_calls: message.toolCalls.map(toOllamaToolCall) }),
        };
      case "tool": {
        // Ollama knows answers by the tool's name and OpenAI by the call's id.
        const name = toolNames.get(message.toolCallId);
        return { role: "tool", content, tool_name: name };
      }
    }
  });
  return replyPrefix === "" ? converted : [...converted, { role: "assistant", content: replyPrefix }];
}

function toOllamaToolCall({ name, arguments: text }: ToolCall): OllamaToolCall {
  return { function: { name, arguments: argumentsOf(text) } };
}

/** Ollama takes an object only. What a model once wrote and is none stays readable for the model. */
function argumentsOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // No JSON: passed on as a text below.
  }
  return { arguments: text };
}

export function toOllamaTool({ name, description = "", parameters }: ToolDefinition): OllamaTool {
  return {
    type: "function",
    function: { name, description, parameters: parameters ?? { type: "object", properties: {} } },
  };
}
