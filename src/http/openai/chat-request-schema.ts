import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { completionShape, tokenLimit } from "./completion-fields.ts";
import type { CompletionFields } from "./completion-fields.ts";
import { jsonSchemaField } from "./json-schema-field.ts";
import { samplingShape } from "./sampling-fields.ts";
import type { SamplingFields } from "./sampling-fields.ts";

/** The body of `POST /v1/chat/completions`. Fields that are not here are ignored. */
export interface ChatRequest extends CompletionFields, SamplingFields {
  readonly messages: readonly RequestMessage[];
  /** The newer name of `max_tokens`; counts where both are given. */
  readonly max_completion_tokens?: number | null | undefined;
  readonly logprobs?: boolean | null | undefined;
  readonly top_logprobs?: number | null | undefined;
  readonly response_format?: RequestFormat | null | undefined;
  readonly tools?: readonly RequestTool[] | null | undefined;
  readonly tool_choice?: RequestToolChoice | null | undefined;
}

export type RequestText = string | readonly { readonly type: "text"; readonly text: string }[];

export type RequestMessage =
  | { readonly role: "system" | "developer"; readonly content: RequestText }
  | { readonly role: "user"; readonly content: RequestText; readonly name?: string | null | undefined }
  | {
      readonly role: "assistant";
      readonly content?: RequestText | null | undefined;
      readonly tool_calls?: readonly RequestToolCall[] | null | undefined;
    }
  | { readonly role: "tool"; readonly content: RequestText; readonly tool_call_id: string };

export interface RequestToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface RequestTool {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description?: string | null | undefined;
    readonly parameters?: JsonObject | null | undefined;
  };
}

export type RequestToolChoice =
  | "auto"
  | "none"
  | "required"
  | { readonly type: "function"; readonly function: { readonly name: string } };

export type RequestFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | { readonly type: "json_schema"; readonly json_schema: { readonly name: string; readonly schema: JsonObject } };

const text: z.ZodType<RequestText> = z.union(
  [z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() })).min(1)],
  { error: "a string or an array of text parts" },
);

/** As OpenAI allows names of functions and schemas. */
const identifier = z.string().regex(/^[\w-]{1,64}$/, { error: "1–64 letters, digits, _ or -" });

const toolCall = z.object({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
});

const message: z.ZodType<RequestMessage> = z.discriminatedUnion(
  "role",
  [
    z.object({ role: z.enum(["system", "developer"]), content: text }),
    z.object({ role: z.literal("user"), content: text, name: z.string().nullish() }),
    z
      .object({ role: z.literal("assistant"), content: text.nullish(), tool_calls: z.array(toolCall).nullish() })
      .refine((one) => one.content != null || (one.tool_calls?.length ?? 0) > 0, {
        error: "content, or `tool_calls` in its place",
        path: ["content"],
      }),
    z.object({ role: z.literal("tool"), content: text, tool_call_id: z.string().min(1) }),
  ],
  { error: 'one of "system", "developer", "user", "assistant", "tool"' },
);

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

const format = z.discriminatedUnion(
  "type",
  [
    z.object({ type: z.literal("text") }),
    z.object({ type: z.literal("json_object") }),
    z.object({ type: z.literal("json_schema"), json_schema: z.object({ name: identifier, schema: jsonSchemaField }) }),
  ],
  { error: 'one of "text", "json_object", "json_schema"' },
);

export const chatRequestSchema: z.ZodType<ChatRequest> = z
  .object({
    messages: z.array(message).min(1).describe("The conversation, oldest turn first."),
    ...completionShape,
    max_completion_tokens: tokenLimit.nullish().describe("Counts where `max_tokens` is given as well."),
    ...samplingShape,
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    response_format: format.nullish(),
    tools: z.array(tool).max(128).nullish(),
    tool_choice: toolChoice.nullish(),
  })
  .superRefine((request, context) => {
    const refuse = (path: (string | number)[], reason: string): void =>
      context.addIssue({ code: "custom", path, message: reason });
    if (request.top_logprobs != null && request.logprobs !== true) {
      refuse(["top_logprobs"], "`logprobs` to be true as well");
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
