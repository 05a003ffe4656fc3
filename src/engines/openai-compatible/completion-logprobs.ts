import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";
import { type Fields, fieldsOf, listOf, numberOf } from "../../remote/json-fields.ts";
import { toTokenLogprob } from "../../remote/token-logprobs.ts";

/**
 * Log probabilities of `/completions`: `{tokens: […], token_logprobs: […], top_logprobs: [{token: logprob}]}`. Undefined
 * when there are none.
 */
export function readCompletionLogprobs(logprobs: Fields): GeneratedTokenLogprob[] | undefined {
  const { tokens, token_logprobs: values, top_logprobs: tops } = logprobs;
  if (!Array.isArray(tokens)) return undefined;
  return tokens.map((token, index) => {
    const top = Object.entries(fieldsOf(listOf(tops)[index])).map(([text, value]) =>
      toTokenLogprob(text, numberOf(value)),
    );
    const own = toTokenLogprob(String(token), numberOf(listOf(values)[index]));
    return { ...own, top: top.toSorted((a, b) => b.logprob - a.logprob) };
  });
}
