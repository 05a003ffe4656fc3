import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { Log } from "../../core/log.ts";
import { createSequenceCopier } from "./copy-sequence.ts";

/**
 * Lets prompts that begin alike be read once: what one sequence has read, another takes over by a copy. On a 135M model
 * 240 tokens are copied in about 8 ms, and read in 100 to 400.
 *
 * A prompt waits while an earlier request reads the beginning that both share: eight first turns of one persona read
 * its prompt once. Invariants: a prompt waits only for those that came before it, so no two wait for each other; the
 * wait ends at the latest when the other request leaves.
 */
export interface SharedPrefixes {
  /** A request is about to read `tokens` on `sequence`, which may still hold those of another. */
  join(sequence: LlamaContextSequence, tokens: readonly Token[]): SharedPrefix;
  /** Nobody needs to wait for the request on `sequence` any more: its prompt is read, or it has ended. */
  leave(sequence: LlamaContextSequence): void;
}

/** What others have of one request's prompt. */
export interface SharedPrefix {
  /** True while it is cheaper to wait: an earlier request is reading much of the same beginning. */
  isBeingRead(): boolean;
  /** Takes over what another sequence has read of this prompt where that saves time. The own one holds nothing else by now. */
  copy(): Promise<void>;
}

/** Less is read in about the time of a copy: on a 135M model a copy takes about 8 ms, and to read a token 2. */
const worthCopyingTokens = 8;
/** A copy takes all that the other sequence holds; to read a token takes at least as long as to copy so many. */
const copiedTokensPerReadToken = 12;

interface Reader {
  readonly sequence: LlamaContextSequence;
  readonly tokens: readonly Token[];
}

export interface SharedPrefixesOptions {
  readonly log: Log;
  /** Who waited may read now: called whenever a request leaves, however it ended. */
  readonly onLeave: () => void;
}

/** @param sequences all of one context; none where its sequences cannot be copied. */
export function createSharedPrefixes(
  sequences: readonly LlamaContextSequence[],
  { log, onLeave }: SharedPrefixesOptions,
): SharedPrefixes {
  const copySequence = createSequenceCopier();
  /** False once a copy failed, as where there is no room for temporary files: every prompt is read then. */
  let canCopy = sequences.length > 0;
  /** In the order in which they came. */
  const readers = new Map<LlamaContextSequence, Reader>();

  /**
   * The sequence from which most of the prompt's beginning can be had in less time than it takes to read it; its own
   * where none can. The last token is never copied: its logits are needed.
   */
  function best({ sequence, tokens }: Reader): { readonly source: LlamaContextSequence; readonly length: number } {
    const own = Math.min(sequence.nextTokenIndex, sharedLength(sequence.contextTokens, tokens));
    let found = { source: sequence, length: own, cost: 0 };
    for (const source of sequences) {
      const length = sharedLength(source.contextTokens, tokens);
      const cost = source.nextTokenIndex / copiedTokensPerReadToken;
      const isWorth = length - own >= Math.max(worthCopyingTokens, cost);
      if (isWorth && length - cost > found.length - found.cost) found = { source, length, cost };
    }
    return found;
  }

  return {
    join(sequence, tokens) {
      const reader: Reader = { sequence, tokens };
      readers.set(sequence, reader);
      return {
        isBeingRead() {
          if (!canCopy) return false;
          const worth = best(reader).length + worthCopyingTokens;
          for (const earlier of readers.values()) {
            if (earlier === reader) return false;
            if (sharedLength(earlier.tokens, tokens) >= worth) return true;
          }
          return false;
        },
        async copy() {
          const { source, length } = best(reader);
          if (!canCopy || source === sequence) return;
          try {
            await copySequence(source, sequence, length);
          } catch (thrown) {
            // Copies that were under way fail with the first.
            if (canCopy)
              log.warn({ err: thrown }, "prompts that begin alike are no longer shared between slots: a copy failed");
            canCopy = false;
          }
        },
      };
    },
    leave(sequence) {
      if (readers.delete(sequence)) onLeave();
    },
  };
}

/** Tokens that both begin with, but for the last one of `tokens`. */
export function sharedLength(other: readonly Token[], tokens: readonly Token[]): number {
  return Math.min(sharedPrefixLength(other, tokens), tokens.length - 1);
}

export function sharedPrefixLength(a: readonly Token[], b: readonly Token[]): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a[index] === b[index]) index += 1;
  return index;
}
