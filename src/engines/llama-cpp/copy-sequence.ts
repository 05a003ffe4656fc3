import type { LlamaContextSequence } from "node-llama-cpp";

/** What the binding has and does not declare: llama.cpp's own copy of one sequence's key-value cache over another. */
interface CopyingSequence extends LlamaContextSequence {
  _copyStateFromOtherSequence?(other: LlamaContextSequence, upToTokenIndex: number): Promise<boolean>;
}

/**
 * Whether sequences of this kind can be copied and cut to a prefix: neither those of recurrent models nor those that
 * keep a sliding window can.
 */
export function canCopySequence(sequence: LlamaContextSequence): boolean {
  return typeof (sequence as CopyingSequence)._copyStateFromOtherSequence === "function" && !sequence.needsCheckpoints;
}

/**
 * Makes `target` hold the first `length` tokens of `source`. To be called while neither is being evaluated.
 * @returns false where that failed; `target` is empty then.
 */
export async function copySequence(
  source: LlamaContextSequence,
  target: LlamaContextSequence,
  length: number,
): Promise<boolean> {
  const isCopied = await (target as CopyingSequence)._copyStateFromOtherSequence?.(source, length);
  if (isCopied === true && target.contextTokens.length === length) return true;
  await target.clearHistory();
  return false;
}
