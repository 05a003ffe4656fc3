import type { Warning } from "../../core/warning.ts";

/** A prompt as the model reads it. */
export interface Prompt {
  /** What is read before the reply: a causal model's whole prompt, or an encoder's input. */
  readonly ids: readonly number[];
  /** What an encoder-decoder model's reply begins with; of a causal model it is the end of `ids`. */
  readonly replyPrefixIds: readonly number[];
  /** Of `ids` and `replyPrefixIds` together. */
  readonly tokenCount: number;
  readonly warnings: readonly Warning[];
}
