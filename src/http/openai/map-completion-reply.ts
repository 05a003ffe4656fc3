import { z } from "zod";
import type { Reply } from "../../core/reply.ts";
import { addUsage, noUsage } from "../../core/usage.ts";
import type { Usage } from "../../core/usage.ts";
import {
  completionUsageSchema,
  finishReasonSchema,
  toCompletionUsage,
  toFinishReason,
  usageOfChoices,
  type CompletionHead,
} from "./completion-answer.ts";
import { completionLogprobsSchema, toCompletionLogprobs } from "./completion-logprobs.ts";
import { provenanceSchema, worstProvenance } from "../replies/provenance.ts";

/** The answer of `POST /v1/completions` when it is not streamed. */
export const textCompletionSchema = z.object({
  id: z.string(),
  object: z.literal("text_completion"),
  created: z.int(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.array(
    z.object({
      index: z.int(),
      text: z.string(),
      logprobs: completionLogprobsSchema.nullable(),
      finish_reason: finishReasonSchema,
    }),
  ),
  usage: completionUsageSchema,
  repartee: provenanceSchema,
});

export interface PromptLayout {
  readonly prompts: readonly string[];
  /** Replies of one prompt are adjacent. */
  readonly choicesPerPrompt: number;
  readonly echo: boolean;
}

/** Whole replies, `choicesPerPrompt` a prompt, as OpenAI's answer. */
export function mapCompletionReply(
  replies: readonly [Reply, ...Reply[]],
  head: CompletionHead,
  layout: PromptLayout,
): z.infer<typeof textCompletionSchema> {
  const usages = replies.map(({ usage }) => usage);
  return {
    ...head,
    object: "text_completion",
    model: replies[0].model,
    choices: replies.map((reply, index) => ({
      index,
      text: echoedPrompt(layout, index) + reply.text,
      logprobs: reply.logprobs === undefined ? null : toCompletionLogprobs(reply.logprobs, 0),
      finish_reason: toFinishReason(reply.finishReason, reply.complete),
    })),
    usage: toCompletionUsage(usageOfPrompts(usages, layout.choicesPerPrompt)),
    repartee: worstProvenance(replies),
  };
}

/** The prompt in front of a choice, where `echo` is set. */
export function echoedPrompt({ prompts, choicesPerPrompt, echo }: PromptLayout, choice: number): string {
  return echo ? (prompts[Math.floor(choice / choicesPerPrompt)] ?? "") : "";
}

/** Each prompt counts once, however many replies it has. */
export function usageOfPrompts(usages: readonly Usage[], choicesPerPrompt: number): Usage {
  let sum = noUsage;
  for (let first = 0; first < usages.length; first += choicesPerPrompt) {
    sum = addUsage(sum, usageOfChoices(usages.slice(first, first + choicesPerPrompt)));
  }
  return sum;
}
