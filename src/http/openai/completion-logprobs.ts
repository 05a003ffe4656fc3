import { z } from "zod";
import type { ScoredToken } from "../../core/tokens.ts";
import { finiteLogprob } from "./chat-logprobs.ts";

/** The older form: parallel arrays, one entry a token. */
export const completionLogprobsSchema = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()).describe("Null for a first token, which nothing is before."),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()),
  text_offset: z.array(z.int()).describe("Where each token begins in the reply's text, in UTF-16 code units."),
});

export type CompletionLogprobs = z.infer<typeof completionLogprobsSchema>;

/** `startOffset` is the length of the text before these tokens. */
export function toCompletionLogprobs(tokens: readonly ScoredToken[], startOffset: number): CompletionLogprobs {
  let offset = startOffset;
  return {
    tokens: tokens.map(({ token }) => token),
    token_logprobs: tokens.map(({ logprob }) => (logprob === undefined ? null : finiteLogprob(logprob))),
    // Own keys only, whatever a token's text is: `__proto__` is a text too.
    top_logprobs: tokens.map(({ logprob: own, top }) =>
      own === undefined ? null : Object.fromEntries(top.map(({ token, logprob }) => [token, finiteLogprob(logprob)])),
    ),
    text_offset: tokens.map(({ token }) => {
      const start = offset;
      offset += token.length;
      return start;
    }),
  };
}
