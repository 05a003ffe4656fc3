import { z } from "zod";
import type { Reply } from "../../core/reply.ts";
import type { ScoredToken } from "../../core/tokens.ts";
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
import { completionLogprobsSchema, toCompletionLogprobs, type CompletionLogprobs } from "./completion-logprobs.ts";
import type { PromptText } from "./convert-completion-request.ts";
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
  readonly prompts: readonly PromptText[];
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
      logprobs: logprobsOf(layout, index, reply.logprobs),
      finish_reason: toFinishReason(reply.finishReason, reply.complete),
    })),
    usage: toCompletionUsage(usageOfPrompts(usages, layout.choicesPerPrompt)),
    repartee: worstProvenance(replies),
  };
}

/** The prompt in front of a choice, where `echo` is set. */
export function echoedPrompt(layout: PromptLayout, choice: number): string {
  return layout.echo ? (promptOf(layout, choice)?.input.text ?? "") : "";
}

/** What is known of the tokens of the prompt in front of a choice; undefined where it was not asked for. */
export function echoedTokens(layout: PromptLayout, choice: number): readonly ScoredToken[] | undefined {
  return layout.echo ? promptOf(layout, choice)?.scored : undefined;
}

function promptOf({ prompts, choicesPerPrompt }: PromptLayout, choice: number): PromptText | undefined {
  return prompts[Math.floor(choice / choicesPerPrompt)];
}

function logprobsOf(
  layout: PromptLayout,
  choice: number,
  written: readonly ScoredToken[] | undefined,
): CompletionLogprobs | null {
  const echoed = echoedTokens(layout, choice);
  if (echoed === undefined && written === undefined) return null;
  const start = echoed === undefined ? echoedPrompt(layout, choice).length : 0;
  return toCompletionLogprobs([...(echoed ?? []), ...(written ?? [])], start);
}

/** Each prompt counts once, however many replies it has. */
export function usageOfPrompts(usages: readonly Usage[], choicesPerPrompt: number): Usage {
  let sum = noUsage;
  for (let first = 0; first < usages.length; first += choicesPerPrompt) {
    sum = addUsage(sum, usageOfChoices(usages.slice(first, first + choicesPerPrompt)));
  }
  return sum;
}
