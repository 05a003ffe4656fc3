import { ReparteeError } from "../core/errors.ts";
import type { GenerateRequest } from "../core/generate-request.ts";

/**
 * The fewest tokens that a prompt can have for any tokenizer: none joins words across white space. The true number is
 * higher and only the upstream knows it.
 */
export function fewestPromptTokens({ input, replyPrefix = "" }: GenerateRequest): number {
  const texts = input.kind === "text" ? [input.text] : input.messages.map(({ content }) => content);
  return [...texts, replyPrefix].reduce((sum, text) => sum + (text.match(/\S+/g)?.length ?? 0), 0);
}

/**
 * Refuses what certainly does not fit: some servers would leave out its beginning and say nothing.
 * @throws ReparteeError `context_length_exceeded`
 */
export function assertPromptMayFit(request: GenerateRequest, contextWindowTokens: number | undefined): void {
  const fewest = fewestPromptTokens(request);
  if (contextWindowTokens === undefined || fewest < contextWindowTokens) return;
  const message = `Cannot answer: the prompt has at least ${fewest} tokens, the context window ${contextWindowTokens}`;
  throw new ReparteeError("context_length_exceeded", message, {
    hint: "Send fewer or shorter messages.",
    facts: { n_prompt_tokens: fewest, n_ctx: contextWindowTokens },
  });
}
