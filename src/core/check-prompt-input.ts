import type { ChatMessage } from "./chat-message.ts";
import {
  fieldsOf,
  filledText,
  isGroup,
  isList,
  jsonObject,
  listOf,
  oneOf,
  optional,
  text,
  within,
  wrongField,
  type FieldCheck,
} from "./field-check.ts";
import type { ToolCall, ToolDefinition } from "./tool.ts";

type MessageOf<Role extends ChatMessage["role"]> = Extract<ChatMessage, { role: Role }>;

const role = oneOf(["system", "user", "assistant", "tool"]);
const aMessage = "a message with `role` and `content`";

const toolCall = fieldsOf<ToolCall>(
  { id: filledText, name: filledText, arguments: text },
  "a call with `id`, `name` and `arguments`",
);

const messages: Readonly<Record<ChatMessage["role"], FieldCheck>> = {
  system: fieldsOf<MessageOf<"system">>({ role, content: text }, aMessage),
  user: fieldsOf<MessageOf<"user">>({ role, content: text, name: optional(text) }, aMessage),
  assistant: fieldsOf<MessageOf<"assistant">>(
    { role, content: text, toolCalls: optional(listOf(toolCall, "an array of tool calls")) },
    aMessage,
  ),
  tool: fieldsOf<MessageOf<"tool">>({ role, content: text, toolCallId: filledText }, aMessage),
};

const message: FieldCheck = (value, path) => {
  if (!isGroup(value)) throw wrongField(path, value, aMessage);
  role(value["role"], within(path, "role"));
  for (const [name, check] of Object.entries(messages)) if (name === value["role"]) check(value, path);
};

const conversation = listOf(message, "an array of messages that is not empty", { min: 1 });

const tool = fieldsOf<ToolDefinition>(
  { name: filledText, description: optional(text), parameters: optional(jsonObject) },
  "a tool with `name`",
);
const toolList = listOf(tool, "an array of tools");

/**
 * Checks a `PromptInput`. With an empty `path` its fields have the names that callers know them by: `messages`, `tools`,
 * `toolChoice`, `prompt`; else they are under the path: `input.messages`, `input.text`.
 * @throws ReparteeError `invalid_request`
 */
export function checkPromptInput(input: unknown, path: string): void {
  const place = path === "" ? "input" : path;
  if (!isGroup(input)) throw wrongField(place, input, "an object with `kind`");
  oneOf(["chat", "text"])(input["kind"], within(place, "kind"));
  if (input["kind"] === "text") {
    text(input["text"], path === "" ? "prompt" : within(path, "text"));
    return;
  }
  conversation(input["messages"], within(path, "messages"));
  optional(toolList)(input["tools"], within(path, "tools"));
  optional(checkToolChoice(toolNames(input["tools"])))(input["toolChoice"], within(path, "toolChoice"));
}

function toolNames(tools: unknown): readonly unknown[] {
  return isList(tools) ? tools.map((one) => (isGroup(one) ? one["name"] : undefined)) : [];
}

function checkToolChoice(names: readonly unknown[]): FieldCheck {
  return (choice, path) => {
    const expected = '"auto", "none", "required" or an object with the `name` of one of the tools';
    if (choice === "auto" || choice === "none") return;
    if (choice === "required" && names.length > 0) return;
    if (isGroup(choice) && names.includes(choice["name"])) return;
    throw wrongField(path, choice, choice === "required" ? '"auto" or "none": there are no tools' : expected, true);
  };
}
