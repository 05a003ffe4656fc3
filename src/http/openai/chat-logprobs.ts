import { z } from "zod";
import type { GeneratedTokenLogprob, TokenLogprob } from "../../core/generate-event.ts";

export interface ChatLogprobs {
  readonly content: readonly ChatTokenLogprob[];
}

export interface ChatTokenLogprob extends ChatTopLogprob {
  readonly top_logprobs: readonly ChatTopLogprob[];
}

export interface ChatTopLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
}

const topLogprob = z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()) });

export const chatLogprobsSchema: z.ZodType<ChatLogprobs> = z.object({
  content: z.array(topLogprob.extend({ top_logprobs: z.array(topLogprob) })),
});

export function toChatLogprobs(tokens: readonly GeneratedTokenLogprob[]): ChatLogprobs {
  return { content: tokens.map((token) => ({ ...toTopLogprob(token), top_logprobs: token.top.map(toTopLogprob) })) };
}

/** OpenAI's figure for "as good as impossible"; JSON has no infinity. */
const leastLogprob = -9999;

export function finiteLogprob(logprob: number): number {
  return Math.max(logprob, leastLogprob);
}

function toTopLogprob({ token, logprob, bytes }: TokenLogprob): ChatTopLogprob {
  return { token, logprob: finiteLogprob(logprob), bytes };
}
