import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { copySequence } from "./copy-sequence.ts";

/**
 * Lets prompts that begin alike be read once: what one sequence has read, another takes over by a copy. On a 135M model
 * 241 tokens are copied in about 40 ms, with 4,096 tokens of context, and read in 400.
 *
 * A prompt waits while an earlier request reads the beginning that both share: eight first turns of one persona read
 * its prompt once. Invariants: a prompt waits only for those that came before it, so no two wait for each other; the
 * wait ends at the latest when the other request leaves.
 */
export interface SharedPrefixes {
  /** A request begins to read `tokens` on `sequence`, which holds the first tokens of them or none. */
  join(sequence: LlamaContextSequence, tokens: readonly Token[]): SharedPrefix;
  /** Nobody needs to wait for the request on `sequence` any more: its prompt is read, or it has ended. */
  leave(sequence: LlamaContextSequence): void;
}

/** What others have of one request's prompt. */
export interface SharedPrefix {
  /** True while it is cheaper to wait: an earlier request is reading much of the same beginning. */
  isBeingRead(): boolean;
  /** Takes over what another sequence has read of this prompt where that saves time; true where it did. */
  copy(): Promise<boolean>;
}

/** To read so many tokens of a prompt takes about as long as a copy. */
const worthCopyingTokens = 32;

interface Reader {
  readonly sequence: LlamaContextSequence;
  readonly tokens: readonly Token[];
}

/** @param sequences all of one context; none where its sequences cannot be copied. */
export function createSharedPrefixes(sequences: readonly LlamaContextSequence[]): SharedPrefixes {
  /** In the order in which they came. */
  const readers = new Map<LlamaContextSequence, Reader>();

  /** The sequence that holds most of the prompt's beginning. The last token is never copied: its logits are needed. */
  function best({ sequence, tokens }: Reader): { readonly source: LlamaContextSequence; readonly length: number } {
    let source = sequence;
    let length = sequence.nextTokenIndex;
    for (const other of sequences) {
      const shared = Math.min(sharedPrefixLength(other.contextTokens, tokens), tokens.length - 1);
      if (shared > length) [source, length] = [other, shared];
    }
    return { source, length };
  }

  return {
    join(sequence, tokens) {
      const reader: Reader = { sequence, tokens };
      readers.set(sequence, reader);
      return {
        isBeingRead() {
          if (sequences.length === 0) return false;
          const worth = best(reader).length + worthCopyingTokens;
          for (const earlier of readers.values()) {
            if (earlier === reader) return false;
            if (Math.min(sharedPrefixLength(earlier.tokens, tokens), tokens.length - 1) >= worth) return true;
          }
          return false;
        },
        async copy() {
          const { source, length } = best(reader);
          if (length < sequence.nextTokenIndex + worthCopyingTokens) return false;
          return await copySequence(source, sequence, length);
        },
      };
    },
    leave: (sequence) => void readers.delete(sequence),
  };
}

export function sharedPrefixLength(a: readonly Token[], b: readonly Token[]): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a[index] === b[index]) index += 1;
  return index;
}
