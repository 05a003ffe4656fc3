import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { placeInBatch } from "./batch-order.ts";
import { sharedLength, type SharedPrefixes } from "./shared-prefixes.ts";
import type { StepBatch } from "./step-batch.ts";

/** Brings a sequence to the state "has read this prompt", keeping what its cache already holds. */
export interface PromptReader {
  readonly totalTokens: number;
  /**
   * Tokens that were in a cache, this sequence's or another's, and are not evaluated again. Before `begin` those that this
   * sequence holds, of which some models cannot keep all.
   */
  cachedTokens(): number;
  /** Tokens evaluated so far. */
  readTokens(): number;
  pendingTokens(): number;
  /** False while another request reads the same beginning, which is copied then. */
  isReady(): boolean;
  /**
   * To be called once between decode steps, before anything is read: forgets what the sequence holds of other prompts, and
   * takes over what others have read of this one. During a step it would wait for the end of that. Never throws: what went
   * wrong, reading throws.
   */
  begin(): Promise<void>;
  /** Evaluates up to `limit` tokens, always leaving the last token to `takeRest`. */
  read(limit: number): Promise<void>;
  /** Hands out the tokens not yet read, at least one; the caller evaluates them together with the first new token. */
  takeRest(): Token[];
  /** To be called when the last of `takeRest` is evaluated: those who wait for it need not any more. */
  end(): void;
}

/**
 * @param tokens not empty, and shorter than the sequence's context.
 * @param batch absent where the binding evaluates.
 */
export function openPrompt(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  prefixes: SharedPrefixes,
  batch?: StepBatch,
): PromptReader {
  const prefix = prefixes.join(sequence, tokens);
  let cachedTokens = sharedLength(sequence.contextTokens, tokens);
  let position = cachedTokens;
  let hasBegun = false;
  let failure: { readonly thrown: unknown } | undefined;

  async function prepare(): Promise<void> {
    // The last token must be evaluated anew: its logits are what the first new token is sampled from.
    await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
    await prefix.copy();
    // Models with recurrent or windowed state may have had to forget more than asked for.
    cachedTokens = position = sequence.nextTokenIndex;
  }

  return {
    totalTokens: tokens.length,
    cachedTokens: () => cachedTokens,
    readTokens: () => position - cachedTokens,
    pendingTokens: () => tokens.length - position,
    isReady: () => hasBegun || !prefix.isBeingRead(),
    async begin() {
      hasBegun = true;
      await prepare().catch((thrown: unknown) => (failure = { thrown }));
    },
    async read(limit) {
      if (failure !== undefined) throw failure.thrown;
      const chunk = tokens.slice(position, Math.min(position + limit, tokens.length - 1));
      position += chunk.length;
      if (chunk.length === 0) return;
      if (batch !== undefined) await batch.evaluate(sequence, chunk);
      else await sequence.evaluateWithoutGeneratingNewTokens(chunk, { evaluationPriority: placeInBatch(sequence) });
    },
    takeRest() {
      if (failure !== undefined) throw failure.thrown;
      const rest = tokens.slice(position);
      position = tokens.length;
      return rest;
    },
    end: () => prefixes.leave(sequence),
  };
}
