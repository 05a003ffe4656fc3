import { z } from "zod";
import type { GeneratedTokenLogprob, TokenLogprob } from "../../core/generate-event.ts";

const topLogprob = z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()) });

export const chatLogprobsSchema = z.object({
  content: z.array(topLogprob.extend({ top_logprobs: z.array(topLogprob) })),
  refusal: z.null(),
});

export type ChatLogprobs = z.infer<typeof chatLogprobsSchema>;

export function toChatLogprobs(tokens: readonly GeneratedTokenLogprob[]): ChatLogprobs {
  const content = tokens.map((token) => ({ ...toTopLogprob(token), top_logprobs: token.top.map(toTopLogprob) }));
  return { content, refusal: null };
}

/** OpenAI's figure for "as good as impossible"; JSON has no infinity. */
const leastLogprob = -9999;

export function finiteLogprob(logprob: number): number {
  return Math.max(logprob, leastLogprob);
}

function toTopLogprob({ token, logprob, bytes }: TokenLogprob): z.infer<typeof topLogprob> {
  return { token, logprob: finiteLogprob(logprob), bytes: [...bytes] };
}
