import { z } from "zod";
import { chatLogprobsSchema, toChatLogprobs } from "./chat-logprobs.ts";
import {
  completionUsageSchema,
  finishReasonSchema,
  toCompletionUsage,
  toFinishReason,
  usageOfChoices,
  type CompletionHead,
} from "./completion-answer.ts";
import { provenanceSchema, worstProvenance } from "../replies/provenance.ts";
import type { SeparatedReply } from "../../core/separate-reasoning.ts";

const toolCall = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

/** The answer of `POST /v1/chat/completions` when it is not streamed. */
export const chatCompletionSchema = z.object({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.int(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.array(
    z.object({
      index: z.int(),
      message: z.object({
        role: z.literal("assistant"),
        content: z.string().nullable().describe("Null when the model only called tools."),
        reasoning_content: z.string().optional().describe("What the model thought before it answered."),
        refusal: z.null(),
        tool_calls: z.array(toolCall).optional(),
      }),
      logprobs: chatLogprobsSchema.nullable(),
      finish_reason: finishReasonSchema,
    }),
  ),
  usage: completionUsageSchema,
  repartee: provenanceSchema,
});

type ChatCompletion = z.infer<typeof chatCompletionSchema>;

/** Whole replies, one a choice, as OpenAI's answer. */
export function mapChatReply(
  replies: readonly [SeparatedReply, ...SeparatedReply[]],
  head: CompletionHead,
): ChatCompletion {
  return {
    ...head,
    object: "chat.completion",
    model: replies[0].model,
    choices: replies.map(mapChoice),
    usage: toCompletionUsage(usageOfChoices(replies.map((reply) => reply.usage))),
    repartee: worstProvenance(replies),
  };
}

function mapChoice(reply: SeparatedReply, index: number): ChatCompletion["choices"][number] {
  const calls = reply.toolCalls.map(({ id, name, arguments: written }) => ({
    id,
    type: "function" as const,
    function: { name, arguments: written },
  }));
  return {
    index,
    message: {
      role: "assistant",
      content: reply.text === "" && calls.length > 0 ? null : reply.text,
      reasoning_content: reply.reasoning === "" ? undefined : reply.reasoning,
      refusal: null,
      tool_calls: calls.length === 0 ? undefined : calls,
    },
    logprobs: reply.logprobs === undefined ? null : toChatLogprobs(reply.logprobs),
    finish_reason: toFinishReason(reply.finishReason, reply.complete),
  };
}
