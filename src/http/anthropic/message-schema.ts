import { z } from "zod";
import { provenanceSchema } from "../replies/provenance.ts";

const contentBlock = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("thinking"), thinking: z.string(), signature: z.literal("") }),
  z.object({ type: z.literal("tool_use"), id: z.string(), name: z.string(), input: z.record(z.string(), z.unknown()) }),
]);

export type MessageBlock = z.infer<typeof contentBlock>;

export const anthropicMessageSchema = z.object({
  id: z.string(),
  type: z.literal("message"),
  role: z.literal("assistant"),
  model: z.string(),
  content: z.array(contentBlock),
  stop_reason: z.enum(["end_turn", "max_tokens", "tool_use"]).nullable(),
  stop_sequence: z.null(),
  usage: z.object({
    input_tokens: z.int().describe("Without those that were reused."),
    cache_creation_input_tokens: z.int(),
    cache_read_input_tokens: z.int().describe("Tokens reused from an earlier request instead of being evaluated."),
    output_tokens: z.int(),
  }),
  repartee: provenanceSchema.optional(),
});

export type AnthropicReply = z.infer<typeof anthropicMessageSchema>;
