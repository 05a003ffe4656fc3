import type { Prompt } from "./prompt.ts";

/**
 * A graph that writes text, whatever its kind. What it has read is a value that is never changed: several
 * continuations can start from one, and a reply that is given up leaves nothing behind.
 */
export interface LanguageModel<Read = unknown> {
  /** Gets ready to read a prompt. Nothing of its `parts` is evaluated yet. */
  begin(prompt: Prompt): Promise<Beginning<Read>>;
  /** Reads tokens behind what was read before. Blocks this thread for as long as the graph takes. */
  read(before: Read, ids: readonly number[]): Promise<Reading<Read>>;
  /** Keeps what was read for a prompt that begins in the same way. */
  remember(read: Read, ids: readonly number[]): void;
}

export interface Beginning<Read> {
  readonly read: Read;
  /** Tokens of the prompt that were read for an earlier one. */
  readonly cachedTokens: number;
  /** The rest of the prompt, cut so that others are let to run in between; at least one part, none empty. */
  readonly parts: readonly (readonly number[])[];
}

export interface Reading<Read> {
  readonly read: Read;
  /** One for each token that may come next. */
  readonly logits: Float32Array;
}
