import type { ChatMessage } from "../../core/chat-message.ts";
import type { ToolChoice, ToolDefinition } from "../../core/tool.ts";
import type { ChatBodyMessage, ChatTool, ChatToolChoice } from "./request-bodies.ts";

export function toChatMessage(message: ChatMessage): ChatBodyMessage {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.content };
    case "user":
      return { role: "user", content: message.content, name: message.name };
    case "assistant": {
      const { content, toolCalls = [] } = message;
      if (toolCalls.length === 0) return { role: "assistant", content };
      return {
        role: "assistant",
        content: content === "" ? null : content,
        tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
          id,
          type: "function",
          function: { name, arguments: text },
        })),
      };
    }
    case "tool":
      return { role: "tool", content: message.content, tool_call_id: message.toolCallId };
  }
}

export function toChatTool({ name, description, parameters }: ToolDefinition): ChatTool {
  return {
    type: "function",
    function: {
      name,
      description,
      parameters,
    },
  };
}

export function toChatToolChoice(choice: ToolChoice): ChatToolChoice {
  return typeof choice === "string" ? choice : { type: "function", function: { name: choice.name } };
}
