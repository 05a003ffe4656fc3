import type { LlamaModel, Token } from "node-llama-cpp";

/** The character that a decoder writes where bytes are no whole character yet. */
const replacement = "\uFFFD";
/** A UTF-8 character has at most four bytes, so at most four tokens: what is still broken after these never heals. */
const maxHeldTokens = 4;
/** Tokens in front of a chunk that the tokenizer needs to decide about a leading space. */
const precedingTokens = 8;

/** Turns tokens into text chunk by chunk, never giving out part of a character. */
export interface TokenTextDecoder {
  /** Text that became whole with this token; empty while a character is incomplete. */
  push(token: Token): string;
  /** Forgets an incomplete character at the end of the reply: half a character is no text. */
  flush(): string;
}

export function createTokenTextDecoder(model: LlamaModel): TokenTextDecoder {
  let preceding: Token[] = [];
  let held: Token[] = [];

  function release(text: string): string {
    preceding = preceding.concat(held).slice(-precedingTokens);
    held = [];
    return text;
  }

  return {
    push(token) {
      held.push(token);
      const text = model.detokenize(held, false, preceding);
      if (text.endsWith(replacement) && held.length < maxHeldTokens) return "";
      return release(text);
    },
    flush() {
      if (held.length === 0) return "";
      const text = model.detokenize(held, false, preceding);
      return release(text.replace(/\uFFFD+$/, ""));
    },
  };
}
