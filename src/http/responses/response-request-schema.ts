import { z } from "zod";
import { modelName, reparteeField, samplingShape, tokenLimit } from "../openai/completion-fields.ts";
import { identifier } from "../openai/chat-request-schema.ts";
import { jsonSchemaField } from "../openai/json-schema-field.ts";
import { inputSchema } from "./input-items.ts";

const functionTool = z.object({
  type: z.literal("function"),
  name: identifier,
  description: z.string().nullish(),
  parameters: jsonSchemaField.nullish(),
  strict: z.boolean().nullish(),
});
/** Tools that run at OpenAI. They are left out, with a warning. */
const hostedTool = z.looseObject({ type: z.string() });

const toolChoice = z.union(
  [
    z.enum(["auto", "none", "required"]),
    z.object({ type: z.literal("function"), name: z.string() }),
    z.object({
      type: z.literal("allowed_tools"),
      mode: z.enum(["auto", "required"]),
      tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })),
    }),
  ],
  { error: '"auto", "none", "required", {"type": "function", "name"} or {"type": "allowed_tools", "mode", "tools"}' },
);

const format = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    name: identifier,
    schema: jsonSchemaField,
    description: z.string().nullish(),
    strict: z.boolean().nullish(),
  }),
]);

const effort = z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]);

/** The body of `POST /v1/responses`. Fields that are not here are ignored. */
export const responseRequestSchema = z
  .object({
    input: inputSchema.nullish().describe("A text, or items: messages, calls of tools and their outputs."),
    model: modelName.nullish().describe("Absent: the server's default model."),
    instructions: z.string().nullish().describe("The system message of this response; not carried to the next."),
    previous_response_id: z.string().min(1).max(128).nullish().describe("A stored response that this one continues."),
    store: z.boolean().nullish().describe("Default true, where the server stores responses."),
    background: z.boolean().nullish().describe("Answer at once; `GET /v1/responses/{id}` has the reply later."),
    stream: z.boolean().nullish(),
    max_output_tokens: tokenLimit
      .refine((limit) => limit !== 0, { error: "a whole number from 1, or -1 for no limit" })
      .nullish(),
    max_tool_calls: z.int().nullish().describe("Accepted; every tool here is the client's own."),
    metadata: z.record(z.string(), z.string()).nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    reasoning: z.looseObject({ effort: effort.nullish(), summary: z.string().nullish() }).nullish(),
    text: z.looseObject({ format: format.nullish() }).nullish().describe("`format`: text, json_object or json_schema."),
    tools: z
      .array(
        z.unknown().transform((tool, context) => {
          const isFunction = typeof tool === "object" && tool !== null && "type" in tool && tool.type === "function";
          const read = isFunction ? functionTool.safeParse(tool) : hostedTool.safeParse(tool);
          if (read.success) return read.data;
          for (const { path, message } of read.error.issues) context.addIssue({ code: "custom", path, message });
          return z.NEVER;
        }),
      )
      .max(128)
      .nullish()
      .describe("Functions. Tools that run at OpenAI are left out, with a warning."),
    tool_choice: toolChoice.nullish(),
    include: z.array(z.string()).nullish().describe("`message.output_text.logprobs` is honoured."),
    top_logprobs: z.int().min(0).max(20).nullish(),
    truncation: z.enum(["auto", "disabled"]).nullish().describe("Nothing is cut off in either case."),
    user: z.string().max(128).nullish().describe("Whose the stored response is: the key of export and deletion."),
    safety_identifier: z.string().max(128).nullish().describe("The newer name of `user`."),
    conversation: z.null({ error: "null (continue with `previous_response_id`)" }).optional(),
    prompt: z.null({ error: "null (prompt templates live at OpenAI)" }).optional(),
    repartee: reparteeField,
    ...samplingShape,
  })
  .superRefine((request, context) => {
    const refuse = (path: (string | number)[], reason: string): void =>
      context.addIssue({ code: "custom", path, message: reason });
    const names = functionsOf(request.tools).map(({ name }) => name);
    const { tool_choice: choice } = request;
    if (choice === "required" && names.length === 0)
      refuse(["tool_choice"], "another choice where no tool is a function");
    if (typeof choice === "object" && choice?.type === "function" && !names.includes(choice.name)) {
      refuse(["tool_choice", "name"], "the name of one of `tools`");
    }
    if (request.background === true && request.store === false) refuse(["store"], "true with `background`");
    if (request.background === true && request.stream === true) {
      refuse(["stream"], "false with `background`: the reply is fetched with GET /v1/responses/{id}");
    }
  });

export type ResponseRequest = z.infer<typeof responseRequestSchema>;
export type FunctionTool = z.infer<typeof functionTool>;

export function functionsOf(tools: ResponseRequest["tools"]): readonly FunctionTool[] {
  return (tools ?? []).filter((tool): tool is FunctionTool => tool.type === "function");
}
