import { z } from "zod";
import type { Reply } from "../../core/reply.ts";
import { addUsage, noUsage } from "../../core/usage.ts";
import type { Usage } from "../../core/usage.ts";
import type { CompletionHead } from "./completion-head.ts";
import { completionLogprobsSchema, toCompletionLogprobs } from "./completion-logprobs.ts";
import type { CompletionLogprobs } from "./completion-logprobs.ts";
import { completionUsageSchema, toCompletionUsage, usageOfChoices } from "./completion-usage.ts";
import type { CompletionUsage } from "./completion-usage.ts";
import { toFinishReason } from "./finish-reason.ts";
import type { OpenAiFinishReason } from "./finish-reason.ts";
import { markWorst, reparteeMarkSchema } from "./repartee-mark.ts";
import type { ReparteeMark } from "./repartee-mark.ts";

/** The answer of `POST /v1/completions` when it is not streamed. */
export interface TextCompletion {
  readonly id: string;
  readonly object: "text_completion";
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
  readonly choices: readonly TextChoice[];
  readonly usage: CompletionUsage;
  readonly repartee: ReparteeMark;
}

export interface TextChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs: CompletionLogprobs | null;
  readonly finish_reason: OpenAiFinishReason;
}

export const textCompletionSchema: z.ZodType<TextCompletion> = z.object({
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
      finish_reason: z.enum(["stop", "length", "tool_calls"]),
    }),
  ),
  usage: completionUsageSchema,
  repartee: reparteeMarkSchema,
});

export interface PromptLayout {
  readonly prompts: readonly string[];
  /** Replies of one prompt stand next to each other. */
  readonly choicesPerPrompt: number;
  readonly echo: boolean;
}

/** Whole replies, `choicesPerPrompt` a prompt, as OpenAI's answer. */
export function mapCompletionReply(
  replies: readonly [Reply, ...Reply[]],
  head: CompletionHead,
  layout: PromptLayout,
): TextCompletion {
  return {
    id: head.id,
    object: "text_completion",
    created: head.created,
    model: replies[0].model,
    system_fingerprint: head.systemFingerprint,
    choices: replies.map((reply, index) => ({
      index,
      text: echoedPrompt(layout, index) + reply.text,
      logprobs: reply.logprobs === undefined ? null : toCompletionLogprobs(reply.logprobs, 0),
      finish_reason: toFinishReason(reply.finishReason, reply.complete),
    })),
    usage: toCompletionUsage(
      usageOfPrompts(
        replies.map(({ usage }) => usage),
        layout.choicesPerPrompt,
      ),
    ),
    repartee: markWorst(replies),
  };
}

/** The prompt in front of a choice, where it was asked for. */
export function echoedPrompt({ prompts, choicesPerPrompt, echo }: PromptLayout, choice: number): string {
  return echo ? (prompts[Math.floor(choice / choicesPerPrompt)] ?? "") : "";
}

/** Each prompt counts once, however many replies it got. */
export function usageOfPrompts(usages: readonly Usage[], choicesPerPrompt: number): Usage {
  let sum = noUsage;
  for (let first = 0; first < usages.length; first += choicesPerPrompt) {
    sum = addUsage(sum, usageOfChoices(usages.slice(first, first + choicesPerPrompt)));
  }
  return sum;
}
