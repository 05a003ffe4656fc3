import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { placeInBatch } from "./batch-order.ts";
import type { SharedPrefixes } from "./shared-prefixes.ts";

/** Brings a sequence to the state "has read this prompt", keeping what its cache already holds. */
export interface PromptReader {
  readonly totalTokens: number;
  /** Tokens that were in a cache, this sequence's or another's, and are not evaluated again. Final once reading began. */
  cachedTokens(): number;
  /** Tokens evaluated so far. */
  readTokens(): number;
  pendingTokens(): number;
  /** False while another request reads the same beginning, which is copied then. */
  isReady(): boolean;
  /** To be called once between decode steps, before anything is read: takes over what others have read of it. */
  begin(): Promise<void>;
  /** Evaluates up to `limit` tokens, always leaving the last token to `takeRest`. */
  read(limit: number): Promise<void>;
  /** Hands out the tokens not yet read, at least one; the caller evaluates them together with the first new token. */
  takeRest(): Token[];
  /** To be called when the last of `takeRest` is evaluated: those who wait for it need not any more. */
  end(): void;
}

/** @param tokens not empty, and shorter than the sequence's context. */
export async function openPrompt(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  prefixes: SharedPrefixes,
): Promise<PromptReader> {
  // The last token must be evaluated anew: its logits are what the first new token is sampled from.
  await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  const prefix = prefixes.join(sequence, tokens);
  // Models with recurrent or windowed state may have had to forget more than asked for.
  let cachedTokens = sequence.nextTokenIndex;
  let position = cachedTokens;
  let hasBegun = false;

  return {
    totalTokens: tokens.length,
    cachedTokens: () => cachedTokens,
    readTokens: () => position - cachedTokens,
    pendingTokens: () => tokens.length - position,
    isReady: () => hasBegun || !prefix.isBeingRead(),
    async begin() {
      hasBegun = true;
      await prefix.copy();
      cachedTokens = position = sequence.nextTokenIndex;
    },
    async read(limit) {
      const chunk = tokens.slice(position, Math.min(position + limit, tokens.length - 1));
      position += chunk.length;
      if (chunk.length > 0)
        await sequence.evaluateWithoutGeneratingNewTokens(chunk, { evaluationPriority: placeInBatch(sequence) });
    },
    takeRest() {
      const rest = tokens.slice(position);
      position = tokens.length;
      return rest;
    },
    end: () => prefixes.leave(sequence),
  };
}
