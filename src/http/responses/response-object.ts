/** A response as clients see it, finished or not. */
import { z } from "zod";
import { provenanceSchema } from "../replies/provenance.ts";

const itemStatus = z.enum(["in_progress", "completed", "incomplete"]);

const topLogprob = z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()) });

const outputText = z.object({
  type: z.literal("output_text"),
  text: z.string(),
  annotations: z.array(z.never()),
  logprobs: z.array(topLogprob.extend({ top_logprobs: z.array(topLogprob) })),
});

export const outputItemSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message"),
    id: z.string(),
    status: itemStatus,
    role: z.literal("assistant"),
    content: z.array(outputText),
  }),
  z.object({
    type: z.literal("function_call"),
    id: z.string(),
    status: itemStatus,
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.object({
    type: z.literal("reasoning"),
    id: z.string(),
    status: itemStatus,
    summary: z.array(z.never()),
    content: z.array(z.object({ type: z.literal("reasoning_text"), text: z.string() })),
  }),
]);

export type OutputItem = z.infer<typeof outputItemSchema>;
export type OutputLogprob = z.infer<typeof outputText>["logprobs"][number];

const usageSchema = z.object({
  input_tokens: z.int(),
  input_tokens_details: z.object({
    cached_tokens: z.int().describe("Tokens reused from an earlier request instead of being evaluated."),
  }),
  output_tokens: z.int(),
  output_tokens_details: z.object({ reasoning_tokens: z.int() }),
  total_tokens: z.int(),
});

export const responseSchema = z.object({
  id: z.string(),
  object: z.literal("response"),
  created_at: z.int().describe("Seconds since 1970."),
  completed_at: z.int().nullable(),
  status: z.enum(["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"]),
  background: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  incomplete_details: z.object({ reason: z.literal("max_output_tokens") }).nullable(),
  instructions: z.string().nullable(),
  max_output_tokens: z.int().nullable(),
  max_tool_calls: z.int().nullable(),
  model: z.string(),
  output: z.array(outputItemSchema),
  parallel_tool_calls: z.boolean(),
  previous_response_id: z.string().nullable(),
  reasoning: z.object({ effort: z.string().nullable(), summary: z.string().nullable() }),
  store: z.boolean(),
  temperature: z.number().nullable(),
  top_p: z.number().nullable(),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  top_logprobs: z.int(),
  text: z.object({ format: z.looseObject({ type: z.string() }) }),
  tool_choice: z.unknown(),
  tools: z.array(z.looseObject({ type: z.string() })),
  truncation: z.enum(["auto", "disabled"]),
  service_tier: z.literal("default"),
  usage: usageSchema.optional().describe("Absent until it is known."),
  user: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  repartee: provenanceSchema.optional(),
});

export type ResponseObject = z.infer<typeof responseSchema>;
