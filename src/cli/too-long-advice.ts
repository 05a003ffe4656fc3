import type { ChatMessage } from "../core/chat-message.ts";
import type { ReparteeError } from "../core/errors.ts";

/**
 * What a user can do about `context_length_exceeded`: forgetting the conversation helps only where the message would fit
 * alone. Its share of the prompt's tokens is taken from its share of the letters, which is near enough to advise.
 */
export function tooLongAdvice(error: ReparteeError, turns: readonly ChatMessage[], message: string): string {
  const letters = turns.reduce((sum, { content }) => sum + content.length, message.length);
  const { n_prompt_tokens: promptTokens, n_ctx: contextSize } = error.facts;
  const isTooLongAlone =
    typeof promptTokens === "number" &&
    typeof contextSize === "number" &&
    (promptTokens * message.length) / Math.max(1, letters) >= contextSize;
  if (turns.length === 0 || isTooLongAlone) {
    return "This message alone is too long for the model: send it in parts, or start with a larger --context-size.\n";
  }
  return "The conversation is too long for this model: /reset clears it.\n";
}
