/**
 * llama.cpp evaluates sequences in one pass over the weights only where their numbers follow one another in the batch:
 * 0 1 2 3 takes one pass, 1 2 3 0 takes two, 0 2 4 takes three (`llama_batch_allocr::split_equal`, for caches that each
 * sequence has to itself). A pass for one more token costs next to nothing beside a pass of its own.
 */
import type { CustomBatchingPrioritizationStrategy, EvaluationPriority, LlamaContextSequence } from "node-llama-cpp";

const numbers = new WeakMap<LlamaContextSequence, number>();

/** @param sequences all of one context, in the order in which they were made. */
export function numberSequences(sequences: readonly LlamaContextSequence[]): void {
  for (const [number, sequence] of sequences.entries()) numbers.set(sequence, number);
}

/**
 * What an evaluation on `sequence` says of itself to `inSequenceOrder`. The binding hands the value on as it is; its type
 * knows the five that its own orders use.
 */
export function placeInBatch(sequence: LlamaContextSequence): EvaluationPriority {
  return (numbers.get(sequence) ?? 0) as EvaluationPriority;
}

/** As many tokens as one call takes, those of the first sequences first; the others come with the next call. */
export const inSequenceOrder: CustomBatchingPrioritizationStrategy = ({ items, size }) => {
  const chosen: ReturnType<CustomBatchingPrioritizationStrategy> = [];
  let room = size;
  for (const item of items.toSorted((a, b) => a.evaluationPriority - b.evaluationPriority)) {
    const processAmount = Math.min(item.tokens.length, room);
    if (processAmount === 0) break;
    chosen.push({ item, processAmount });
    room -= processAmount;
  }
  return chosen;
};

/** Passes that a step of these sequences takes. */
export function passesOf(sequenceNumbers: Iterable<number>): number {
  const all = new Set(sequenceNumbers);
  let passes = 0;
  for (const number of all) if (!all.has(number - 1)) passes += 1;
  return passes;
}
