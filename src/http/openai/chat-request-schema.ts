import { z } from "zod";
import { maxMessages } from "../../schema/index.ts";
import { completionShape, tokenLimit } from "./completion-fields.ts";
import { jsonSchemaField } from "./json-schema-field.ts";

const text = z.union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() }))], {
  error: "a string or an array of text parts",
});

/** As OpenAI allows names of functions and schemas. */
export const identifier: z.ZodString = z.string().regex(/^[\w-]{1,64}$/, { error: "1–64 letters, digits, _ or -" });

const toolCall = z.object({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
});

const message = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content: text }),
  z.object({ role: z.literal("user"), content: text, name: z.string().nullish() }),
  z
    .object({ role: z.literal("assistant"), content: text.nullish(), tool_calls: z.array(toolCall).nullish() })
    .refine((one) => one.content != null || (one.tool_calls?.length ?? 0) > 0, {
      error: "content, or `tool_calls` in its place",
      path: ["content"],
    }),
  z.object({ role: z.literal("tool"), content: text, tool_call_id: z.string().min(1) }),
]);

const tool = z.object({
  type: z.literal("function"),
  function: z.object({ name: identifier, description: z.string().nullish(), parameters: jsonSchemaField.nullish() }),
});

const toolChoice = z.union(
  [
    z.enum(["auto", "none", "required"]),
    z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
  ],
  { error: '"auto", "none", "required" or {"type": "function", "function": {"name"}}' },
);

const format = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  // llama.cpp's form: with a schema beside it.
  z.object({ type: z.literal("json_object"), schema: jsonSchemaField.nullish() }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({ name: identifier.nullish(), schema: jsonSchemaField }),
  }),
]);

const unread = z.unknown().optional();

/** A schema in the words of llama.cpp and vLLM; `response_format` counts before it. */
const foreignSchemas = {
  json_schema: jsonSchemaField.nullish().describe("llama.cpp's word for the schema of `response_format`."),
  guided_json: z.union([jsonSchemaField, z.string()]).nullish().describe("vLLM's; as a text it is not read."),
};

/** Constraints in the words of other servers. They are not read here, and a reply that ignores them says so. */
export const unreadConstraints = {
  grammar: unread,
  guided_regex: unread,
  guided_choice: unread,
  guided_grammar: unread,
  structured_outputs: unread,
  functions: unread,
  function_call: unread,
};

export const messagesField = z.array(message).min(1).max(maxMessages).describe("The conversation, oldest turn first.");
export const toolsField = z.array(tool).max(128).nullish();
export const templateKwargsField = z
  .looseObject({ enable_thinking: z.boolean().optional() })
  .nullish()
  .describe("`enable_thinking` is read.");

/** The body of `POST /v1/chat/completions`. Fields that are not here are ignored. */
export const chatRequestSchema = z
  .object({
    messages: messagesField,
    ...completionShape,
    max_completion_tokens: tokenLimit.nullish().describe("The newer name of `max_tokens`; takes precedence."),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    response_format: format.nullish(),
    tools: toolsField,
    tool_choice: toolChoice.nullish(),
    reasoning_effort: z
      .enum(["none", "minimal", "low", "medium", "high", "xhigh"])
      .nullish()
      .describe("How much a model that can is to think; `none`: not at all."),
    chat_template_kwargs: templateKwargsField,
    continue_final_message: z
      .boolean()
      .nullish()
      .describe("Go on after the words of the last message, which is the assistant's, instead of answering it."),
    add_generation_prompt: z.boolean().nullish().describe("Only false beside `continue_final_message`."),
    ...foreignSchemas,
    ...unreadConstraints,
  })
  .superRefine((request, context) => {
    const refuse = (path: (string | number)[], reason: string): void =>
      context.addIssue({ code: "custom", path, message: reason });
    if (request.top_logprobs != null && request.logprobs !== true) {
      refuse(["top_logprobs"], "`logprobs` to be true as well");
    }
    const last = request.messages.at(-1);
    if (request.continue_final_message === true && (last?.role !== "assistant" || hasCalls(last))) {
      refuse(["continue_final_message"], "false, or a last message of the assistant without tool calls");
    }
    if (request.continue_final_message === true && request.add_generation_prompt === true) {
      refuse(["add_generation_prompt"], "false beside `continue_final_message`");
    }
    if (request.continue_final_message !== true && request.add_generation_prompt === false) {
      refuse(["add_generation_prompt"], "true, as the reply is the model's own turn");
    }
    const names = (request.tools ?? []).map((one) => one.function.name);
    const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (repeated !== -1) refuse(["tools", repeated, "function", "name"], "a name that no earlier tool has");
    const { tool_choice: choice } = request;
    if (choice === "required" && names.length === 0) refuse(["tool_choice"], "another choice where `tools` is empty");
    if (typeof choice === "object" && choice !== null && !names.includes(choice.function.name)) {
      refuse(["tool_choice", "function", "name"], "the name of one of `tools`");
    }
  });

function hasCalls(one: { readonly tool_calls?: readonly unknown[] | null | undefined }): boolean {
  return (one.tool_calls?.length ?? 0) > 0;
}

export type ChatRequest = z.infer<typeof chatRequestSchema>;
export type RequestText = z.infer<typeof text>;
export type RequestMessage = z.infer<typeof message>;
export type RequestToolCall = z.infer<typeof toolCall>;
export type RequestTool = z.infer<typeof tool>;
export type RequestToolChoice = z.infer<typeof toolChoice>;
export type RequestFormat = z.infer<typeof format>;
