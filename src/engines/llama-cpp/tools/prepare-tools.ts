import type { ChatMessage } from "../../../core/chat-message.ts";
import type { PromptInput } from "../../../core/generate-request.ts";
import type { ToolDefinition } from "../../../core/tool.ts";
import type { Warning } from "../../../core/warning.ts";
import { toolCallFormOf } from "./tool-call-form.ts";
import type { ToolCallForm } from "./tool-call-form.ts";

/** A conversation with its tools in the shape that the chat template takes. */
export interface PreparedTools {
  readonly messages: readonly ChatMessage[];
  /** Tools for the template itself; empty when they were written into the messages. */
  readonly templateTools: readonly ToolDefinition[];
  readonly form?: ToolCallForm;
  readonly warnings: readonly Warning[];
}

/**
 * Gives the tools to the template where it knows tools; otherwise writes them into the system message and turns
 * earlier calls and results into plain turns, so that any chat model can try.
 */
export function prepareTools(input: Extract<PromptInput, { kind: "chat" }>, templateSource: string): PreparedTools {
  const offered = input.toolChoice === "none" ? [] : (input.tools ?? []);
  const form = toolCallFormOf(templateSource);
  if (form !== undefined) {
    return {
      messages: input.messages,
      templateTools: offered,
      warnings: [],
      ...(offered.length === 0 ? {} : { form }),
    };
  }
  const messages = input.messages.map(asPlainTurn);
  if (offered.length === 0) return { messages, templateTools: [], warnings: [] };
  const detail = "The model's chat template knows no tools; they were described in the system message";
  return {
    messages: describeTools(messages, offered),
    templateTools: [],
    form: "tagged",
    warnings: [{ kind: "approximated", feature: "tools", detail }],
  };
}

function asPlainTurn(message: ChatMessage): ChatMessage {
  if (message.role === "tool") {
    return { role: "user", content: `<tool_response>\n${message.content}\n</tool_response>` };
  }
  if (message.role !== "assistant" || !message.toolCalls?.length) return message;
  const calls = message.toolCalls.map(
    (call) =>
      `<tool_call>\n{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments.trim() || "{}"}}\n</tool_call>`,
  );
  return { role: "assistant", content: [message.content, ...calls].filter((part) => part !== "").join("\n") };
}

function describeTools(messages: readonly ChatMessage[], tools: readonly ToolDefinition[]): ChatMessage[] {
  const list = tools.map((tool) => JSON.stringify({ type: "function", function: tool })).join("\n");
  const text =
    `You may call functions. They are:\n<tools>\n${list}\n</tools>\n` +
    'To call one, answer with nothing but this, once a call:\n<tool_call>\n{"name": "<function>", "arguments": {<arguments>}}\n</tool_call>';
  const [first, ...rest] = messages;
  if (first?.role === "system") return [{ role: "system", content: `${first.content}\n\n${text}` }, ...rest];
  return [{ role: "system", content: text }, ...messages];
}
