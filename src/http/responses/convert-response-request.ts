import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest, ResponseFormat } from "../../core/generate-request.ts";
import type { ToolChoice } from "../../core/tool.ts";
import type { Warning } from "../../core/warning.ts";
import { toReasoning } from "../openai/convert-chat-request.ts";
import { toMaxTokens, toSampling } from "../openai/completion-fields.ts";
import { textOf, type InputItem } from "./input-items.ts";
import { functionsOf, type ResponseRequest } from "./response-request-schema.ts";

/** The request in Repartee's words; `items` is the whole conversation, references resolved. */
export function convertResponseRequest(
  body: ResponseRequest,
  items: readonly InputItem[],
): Omit<GenerateRequest, "id"> {
  const { choice, allowed } = convertToolChoice(body.tool_choice);
  const tools = functionsOf(body.tools)
    .filter(({ name }) => allowed === undefined || allowed.includes(name))
    .map(({ name, description, parameters }) => {
      return { name, description: description ?? undefined, parameters: parameters ?? undefined };
    });
  const instructions = body.instructions ?? "";
  const system: readonly ChatMessage[] = instructions === "" ? [] : [{ role: "system", content: instructions }];
  return {
    input: {
      kind: "chat",
      messages: [...system, ...toMessages(items)],
      tools: tools.length === 0 ? undefined : tools,
      toolChoice: tools.length === 0 ? undefined : choice,
      ...(body.reasoning?.effort == null ? {} : { reasoning: toReasoning(body.reasoning.effort) }),
    },
    sampling: toSampling(body, 0),
    maxTokens: toMaxTokens(body.max_output_tokens),
    format: convertFormat(body),
    logprobs: wantsLogprobs(body) ? { top: body.top_logprobs ?? 0 } : undefined,
  };
}

function wantsLogprobs({ include, top_logprobs: top }: ResponseRequest): boolean {
  return (top ?? 0) > 0 || (include ?? []).includes("message.output_text.logprobs");
}

/** Text and calls of one turn are one message; reasoning is not given back to a model. */
function toMessages(items: readonly InputItem[]): readonly ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const item of items) {
    const last = messages.at(-1);
    switch (item.type) {
      case "message":
        messages.push({ role: roleOf(item.role), content: textOf(item.content) });
        break;
      case "function_call": {
        const call = { id: item.call_id, name: item.name, arguments: item.arguments };
        if (last?.role === "assistant") {
          messages[messages.length - 1] = { ...last, toolCalls: [...(last.toolCalls ?? []), call] };
        } else {
          messages.push({ role: "assistant", content: "", toolCalls: [call] });
        }
        break;
      }
      case "function_call_output":
        messages.push({ role: "tool", content: textOf(item.output), toolCallId: item.call_id });
        break;
      case "reasoning":
    }
  }
  return messages;
}

function roleOf(role: "user" | "assistant" | "system" | "developer"): "user" | "assistant" | "system" {
  return role === "developer" ? "system" : role;
}

function convertFormat({ text }: ResponseRequest): ResponseFormat | undefined {
  const format = text?.format;
  switch (format?.type) {
    case "json_object":
      return { kind: "json-object" };
    case "json_schema":
      return { kind: "json-schema", name: format.name, schema: format.schema };
    default:
      return undefined;
  }
}

function convertToolChoice(choice: ResponseRequest["tool_choice"]): {
  readonly choice?: ToolChoice;
  readonly allowed?: readonly (string | undefined)[];
} {
  if (choice == null) return {};
  if (typeof choice === "string") return { choice };
  if (choice.type === "function") return { choice: { name: choice.name } };
  return { choice: choice.mode, allowed: choice.tools.map(({ name }) => name) };
}

/** What the request asks for and nothing here can do. */
export function requestWarnings({ tools }: ResponseRequest): readonly Warning[] {
  const hosted = (tools ?? []).filter(({ type }) => type !== "function").map(({ type }) => type);
  if (hosted.length === 0) return [];
  const detail = `Tools that run at OpenAI are left out: ${[...new Set(hosted)].join(", ")}`;
  return [{ kind: "unsupported-feature", feature: "tools", detail }];
}
