import type { LlamaContextSequence, Token } from "node-llama-cpp";

/** Brings a sequence to the state "has read this prompt", keeping what its cache already holds. */
export interface PromptReader {
  readonly totalTokens: number;
  /** Tokens that were in the cache and are not evaluated again. */
  readonly cachedTokens: number;
  pendingTokens(): number;
  /** Evaluates up to `limit` tokens, always leaving the last token to `takeRest`. */
  read(limit: number): Promise<void>;
  /** Hands out the tokens not yet read, at least one; the caller evaluates them together with the first new token. */
  takeRest(): Token[];
}

/** @param tokens not empty, and shorter than the sequence's context. */
export async function openPrompt(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<PromptReader> {
  // The last token must be evaluated anew: its logits are what the first new token is sampled from.
  await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  // Models with recurrent or windowed state may have had to forget more than asked for.
  const cachedTokens = sequence.nextTokenIndex;
  let position = cachedTokens;

  return {
    totalTokens: tokens.length,
    cachedTokens,
    pendingTokens: () => tokens.length - position,
    async read(limit) {
      const chunk = tokens.slice(position, Math.min(position + limit, tokens.length - 1));
      position += chunk.length;
      if (chunk.length > 0) await sequence.evaluateWithoutGeneratingNewTokens(chunk);
    },
    takeRest() {
      const rest = tokens.slice(position);
      position = tokens.length;
      return rest;
    },
  };
}
