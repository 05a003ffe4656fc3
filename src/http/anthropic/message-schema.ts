import { z } from "zod";
import { provenanceSchema } from "../replies/provenance.ts";

/** Fields that Anthropic's clients require, for what this server does not have. */
const nothing = z.null().describe("Always null.");

const contentBlock = z.discriminatedUnion("type", [
  // Anthropic's document asks for citations or null; the AI SDK takes no null.
  z.object({ type: z.literal("text"), text: z.string(), citations: z.array(z.unknown()).describe("Always empty.") }),
  z.object({ type: z.literal("thinking"), thinking: z.string(), signature: z.literal("") }),
  z.object({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    caller: z.object({ type: z.literal("direct") }),
  }),
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
  stop_details: nothing,
  container: nothing,
  usage: z.object({
    input_tokens: z.int().describe("Without those that were reused."),
    cache_creation_input_tokens: z.int(),
    cache_read_input_tokens: z.int().describe("Tokens reused from an earlier request instead of being evaluated."),
    cache_creation: nothing,
    output_tokens: z.int(),
    output_tokens_details: z.object({ thinking_tokens: z.int() }),
    server_tool_use: nothing,
    service_tier: nothing,
    inference_geo: nothing,
  }),
  repartee: provenanceSchema.optional(),
});

export type AnthropicReply = z.infer<typeof anthropicMessageSchema>;
