/** The content of Anthropic's messages. */
import { z } from "zod";

const text = z.object({ type: z.literal("text"), text: z.string() });
const noPictures = "a block of type text (models of this server read no images or documents)";
const resultContent = z.union([z.string(), z.array(z.discriminatedUnion("type", [text], { error: noPictures }))]);

const toolResult = z.object({
  type: z.literal("tool_result"),
  tool_use_id: z.string().min(1),
  content: resultContent.nullish(),
  is_error: z.boolean().nullish(),
});
const toolUse = z.object({
  type: z.literal("tool_use"),
  id: z.string().min(1),
  name: z.string().min(1),
  input: z.record(z.string(), z.json()).nullish(),
});
/** What a model thought is not given back to it. */
const thinking = z.looseObject({ type: z.enum(["thinking", "redacted_thinking"]) });

const blocks = z.array(
  z.discriminatedUnion("type", [text, toolUse, toolResult, thinking], {
    error:
      "a block of type text, tool_use, tool_result or thinking (models of this server read no images or documents)",
  }),
);

export const messageSchema = z.object({
  role: z.enum(["user", "assistant", "system"]),
  content: z.union([z.string(), blocks]),
});

export const systemSchema = z.union([z.string(), z.array(text)], { error: "a string or an array of text blocks" });

export type AnthropicMessage = z.infer<typeof messageSchema>;

export function resultText(content: z.infer<typeof resultContent> | null | undefined): string {
  if (content == null) return "";
  return typeof content === "string" ? content : content.map((block) => block.text).join("");
}

export function systemText(system: z.infer<typeof systemSchema> | null | undefined): string {
  if (system == null) return "";
  return typeof system === "string" ? system : system.map((block) => block.text).join("\n\n");
}
