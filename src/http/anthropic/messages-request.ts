/** The body of `POST /v1/messages`, and the request that it means. */
import { z } from "zod";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { ToolChoice } from "../../core/tool.ts";
import { numberBetween, wholeNumber } from "../../schema/index.ts";
import { jsonSchemaField } from "../openai/json-schema-field.ts";
import { messageSchema, resultText, systemSchema, systemText, type AnthropicMessage } from "./message-blocks.ts";

const tool = z.looseObject({
  type: z.string().nullish().describe("`custom` or absent. Tools that run at Anthropic are left out, with a warning."),
  name: z.string().min(1).max(128),
  description: z.string().nullish(),
  input_schema: jsonSchemaField.nullish(),
});

const toolChoice = z.discriminatedUnion(
  "type",
  [
    z.object({ type: z.literal("auto") }),
    z.object({ type: z.literal("any") }),
    z.object({ type: z.literal("none") }),
    z.object({ type: z.literal("tool"), name: z.string() }),
  ],
  { error: '{"type": "auto"}, {"type": "any"}, {"type": "none"} or {"type": "tool", "name"}' },
);

const jsonFormat = z.looseObject({ type: z.literal("json_schema"), schema: jsonSchemaField });

/** What a prompt is made of: all that counting its tokens needs. */
export const promptShape = {
  model: z.string().min(1).max(256).describe("A model, or a name that `model_aliases` gives one."),
  messages: z.array(messageSchema).min(1),
  system: systemSchema.nullish(),
  tools: z.array(tool).max(128).nullish(),
  tool_choice: toolChoice.nullish(),
  thinking: z.looseObject({ type: z.enum(["enabled", "disabled", "adaptive"]) }).nullish(),
};

export const messagesRequestSchema = z.object({
  ...promptShape,
  max_tokens: wholeNumber(1, 2 ** 31 - 1)
    .nullish()
    .describe("Absent: as many as the context window leaves room for."),
  stop_sequences: z.array(z.string().max(256)).max(16).nullish(),
  stream: z.boolean().nullish(),
  temperature: numberBetween(0, 2).nullish(),
  top_k: wholeNumber(0, 1_000_000).nullish(),
  top_p: numberBetween(0, 1).nullish(),
  output_format: jsonFormat.nullish().describe("The older name of `output_config.format`."),
  output_config: z.looseObject({ format: jsonFormat.nullish() }).nullish(),
  metadata: z.looseObject({}).nullish().describe("Accepted and not used."),
});

export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
type Prompt = Pick<MessagesRequest, keyof typeof promptShape>;

/** The prompt alone. A conversation that ends with the assistant's words is continued after them. */
export function convertPrompt(body: Prompt): Pick<GenerateRequest, "input" | "replyPrefix"> {
  const tools = ownTools(body).map(({ name, description, input_schema: parameters }) => {
    return { name, description: description ?? undefined, parameters: parameters ?? undefined };
  });
  const system = systemText(body.system);
  const messages = [
    ...(system === "" ? [] : [{ role: "system" as const, content: system }]),
    ...body.messages.flatMap(convertMessage),
  ];
  const last = messages.at(-1);
  const isPrefilled = last?.role === "assistant" && (last.toolCalls ?? []).length === 0 && messages.length > 1;
  return {
    input: {
      kind: "chat",
      messages: isPrefilled ? messages.slice(0, -1) : messages,
      ...(tools.length === 0 ? {} : { tools }),
      ...(tools.length === 0 || body.tool_choice == null ? {} : { toolChoice: convertChoice(body.tool_choice) }),
      ...(body.thinking == null ? {} : { reasoning: { enabled: body.thinking.type !== "disabled" } }),
    },
    ...(isPrefilled ? { replyPrefix: last.content.trimEnd() } : {}),
  };
}

export function convertMessages(body: MessagesRequest): Omit<GenerateRequest, "id"> {
  const format = body.output_config?.format ?? body.output_format;
  const stop = (body.stop_sequences ?? []).filter((text) => text !== "");
  return {
    ...convertPrompt(body),
    sampling: {
      temperature: body.temperature ?? undefined,
      topK: body.top_k ?? undefined,
      topP: body.top_p ?? undefined,
    },
    maxTokens: body.max_tokens ?? undefined,
    ...(stop.length === 0 ? {} : { stop }),
    ...(format == null ? {} : { format: { kind: "json-schema", name: "reply", schema: format.schema } }),
  };
}

/** Tools that run at Anthropic have a type of their own. */
export function hostedTools({ tools }: Prompt): readonly string[] {
  return (tools ?? []).flatMap(({ type }) => (type == null || type === "custom" ? [] : [type]));
}

function ownTools({ tools }: Prompt): readonly z.infer<typeof tool>[] {
  return (tools ?? []).filter(({ type }) => type == null || type === "custom");
}

function convertChoice(choice: z.infer<typeof toolChoice>): ToolChoice {
  switch (choice.type) {
    case "any":
      return "required";
    case "tool":
      return { name: choice.name };
    default:
      return choice.type;
  }
}

/** Results of tools are messages of their own, in their place among the texts. */
function convertMessage({ role, content }: AnthropicMessage): readonly ChatMessage[] {
  if (typeof content === "string") return [{ role, content }];
  if (role === "assistant") {
    const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
    const toolCalls = content.flatMap((block) =>
      block.type === "tool_use"
        ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input ?? {}) }]
        : [],
    );
    return [{ role, content: text, ...(toolCalls.length === 0 ? {} : { toolCalls }) }];
  }
  const messages: ChatMessage[] = [];
  for (const block of content) {
    const last = messages.at(-1);
    if (block.type === "tool_result") {
      const failed = block.is_error === true ? "Error: " : "";
      messages.push({ role: "tool", content: failed + resultText(block.content), toolCallId: block.tool_use_id });
    } else if (block.type === "text") {
      if (last?.role === role) messages[messages.length - 1] = { ...last, content: last.content + block.text };
      else messages.push({ role, content: block.text });
    }
  }
  return messages;
}
