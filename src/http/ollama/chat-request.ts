/** The body of `POST /api/chat`, and the request that it means. */
import { z } from "zod";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { ToolCall } from "../../core/tool.ts";
import { jsonSchemaField } from "../openai/json-schema-field.ts";
import { convertOptions } from "./ollama-options.ts";
import { convertFormat, convertLogprobs, convertThink, imagesField, replyShape } from "./reply-fields.ts";

const toolCall = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string().min(1),
    arguments: z.union([z.record(z.string(), z.json()), z.string()]).nullish(),
  }),
});

const message = z.object({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string().nullish(),
  thinking: z.string().nullish(),
  images: imagesField,
  tool_calls: z.array(toolCall).nullish(),
  tool_name: z.string().nullish(),
  tool_call_id: z.string().nullish(),
});

const tool = z.object({
  type: z.literal("function").nullish(),
  function: z.object({
    name: z.string().min(1).max(256),
    description: z.string().nullish(),
    parameters: jsonSchemaField.nullish(),
  }),
});

export const chatBodySchema = z.object({
  messages: z
    .array(message)
    .nullish()
    .describe("Absent or empty: the model is loaded, or with `keep_alive: 0` unloaded."),
  tools: z.array(tool).max(128).nullish(),
  ...replyShape,
});

export type ChatBody = z.infer<typeof chatBodySchema>;
type OllamaMessage = z.infer<typeof message>;

export function convertChat(body: ChatBody): Omit<GenerateRequest, "id"> {
  const tools = (body.tools ?? []).map(({ function: { name, description, parameters } }) => {
    return { name, description: description ?? undefined, parameters: parameters ?? undefined };
  });
  const format = convertFormat(body.format);
  return {
    input: {
      kind: "chat",
      messages: convertMessages(body.messages ?? []),
      ...(tools.length === 0 ? {} : { tools }),
      ...convertThink(body.think),
    },
    ...convertOptions(body.options),
    ...(format === undefined ? {} : { format }),
    ...convertLogprobs(body),
  };
}

/** Ollama's calls need no id: a result belongs to the first call of its tool that has none yet. */
function convertMessages(messages: readonly OllamaMessage[]): readonly ChatMessage[] {
  const open: ToolCall[] = [];
  return messages.map((one, index): ChatMessage => {
    const content = one.content ?? "";
    switch (one.role) {
      case "assistant": {
        const toolCalls = (one.tool_calls ?? []).map(({ id, function: { name, arguments: given } }, place) => ({
          id: id || `call_${index}_${place}`,
          name,
          arguments: typeof given === "string" ? given : JSON.stringify(given ?? {}),
        }));
        open.push(...toolCalls);
        return { role: "assistant", content, ...(toolCalls.length === 0 ? {} : { toolCalls }) };
      }
      case "tool":
        return { role: "tool", content, toolCallId: one.tool_call_id || takeCall(open, one.tool_name) };
      default:
        return { role: one.role, content };
    }
  });
}

function takeCall(open: ToolCall[], toolName: string | null | undefined): string {
  const place = toolName == null ? 0 : open.findIndex(({ name }) => name === toolName);
  const [call] = place === -1 ? [] : open.splice(place, 1);
  return call?.id ?? "call_unknown";
}
