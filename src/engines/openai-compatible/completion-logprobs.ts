import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";
import { byLogprob, toTokenLogprob } from "../../remote/token-logprobs.ts";
import type { WireLogprobs } from "./wire.ts";

/** Log probabilities of `/completions`: lists side by side, one place a token. Undefined when there are none. */
export function readCompletionLogprobs(logprobs: WireLogprobs): readonly GeneratedTokenLogprob[] | undefined {
  return logprobs?.tokens?.map((token, index) => {
    const top = Object.entries(logprobs.top_logprobs?.[index] ?? {}).map(([text, value]) =>
      toTokenLogprob(text, value),
    );
    return { ...toTokenLogprob(String(token), logprobs.token_logprobs?.[index]), top: top.toSorted(byLogprob) };
  });
}
