import { ReparteeError } from "../../core/errors.ts";

/**
 * The tokens left for the reply.
 * @throws ReparteeError `context_length_exceeded` with `n_prompt_tokens` and `n_ctx` when there is no room for one.
 */
export function roomForReply(promptTokens: number, contextSize: number): number {
  const room = contextSize - promptTokens;
  if (room >= 1) return room;
  throw new ReparteeError(
    "context_length_exceeded",
    `Cannot answer: the prompt has ${promptTokens} tokens, which exceeds the available context size of ${contextSize}, prompt and reply together`,
    {
      param: "messages",
      hint: "Send fewer or shorter messages, or load the model with a larger context_size.",
      facts: { n_prompt_tokens: promptTokens, n_ctx: contextSize },
    },
  );
}
