import type { TextTokenizer } from "./text-tokenizer.ts";

/** The character in place of bytes that are not a whole character yet. */
const replacement = "\uFFFD";
/** A UTF-8 character has at most four bytes, so at most four tokens: what is still broken after these never heals. */
const maxHeldTokens = 4;
/** Tokens in front of a chunk that a tokenizer needs to decide about a leading space. */
const precedingTokens = 8;

/** Turns tokens into text chunk by chunk, never giving out part of a character. */
export interface TokenTextDecoder {
  /** Text that became whole with this token; empty while a character is incomplete. */
  push(id: number): string;
  /** Forgets an incomplete character at the end of the reply: half a character is no text. */
  flush(): string;
}

export function createTokenTextDecoder(tokenizer: TextTokenizer): TokenTextDecoder {
  let preceding: readonly number[] = [];
  let precedingText = "";
  let held: number[] = [];

  /** What the held tokens add to those before them: some tokenizers write a token differently at the beginning. */
  function heldText(): string {
    return tokenizer.decode([...preceding, ...held]).slice(precedingText.length);
  }

  function release(text: string): string {
    preceding = [...preceding, ...held].slice(-precedingTokens);
    precedingText = tokenizer.decode(preceding);
    held = [];
    return text;
  }

  return {
    push(id) {
      held.push(id);
      const text = heldText();
      if (text.endsWith(replacement) && held.length < maxHeldTokens) return "";
      return release(text);
    },
    flush() {
      if (held.length === 0) return "";
      return release(heldText().replace(/\uFFFD+$/, ""));
    },
  };
}
