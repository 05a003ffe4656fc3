import type { LlamaModel, Token } from "node-llama-cpp";
import { byteLevelBytes, hexByte } from "../../core/token-bytes.ts";

/** What the model file says of its tokens beyond what the binding exposes. */
export interface Vocabulary {
  /** Token ids are 0 to this, exclusive; undefined when the file does not have it. */
  readonly size: number | undefined;
  /** Matches the text of any control token; undefined when the model has none. */
  readonly controlTokenPattern: RegExp | undefined;
  hasControlToken(text: string): boolean;
  /** The text of a control token; undefined for any other. */
  controlText(token: Token): string | undefined;
  /** A token's text as shown to people: control tokens included, incomplete characters as U+FFFD. */
  text(token: Token): string;
  /** The text of several tokens, to the last space. */
  joinedText(tokens: readonly Token[]): string;
  /** A token's exact bytes where the vocabulary has them, otherwise those of its text. */
  bytes(token: Token): readonly number[];
}

/** `tokenizer.ggml.token_type`: the value that marks tokens with a meaning and no text of their own. */
const controlTokenType = 3;

export function createVocabulary(model: LlamaModel): Vocabulary {
  const { ggml } = model.fileInfo.metadata.tokenizer;
  const entries: readonly string[] = ggml?.tokens ?? [];
  const types: readonly number[] = ggml?.token_type ?? [];
  const control = entries.filter((entry, index) => types[index] === controlTokenType && entry.length > 1);
  const isByteLevel = ggml?.model === "gpt2";
  const encoder = new TextEncoder();

  function text(token: Token): string {
    return model.detokenize([token], true);
  }

  function bytes(token: Token): readonly number[] {
    const entry = entries[token];
    if (entry !== undefined && types[token] !== controlTokenType) {
      const exact = isByteLevel ? byteLevelBytes(entry) : hexByte(entry);
      if (exact !== undefined) return exact;
    }
    return [...encoder.encode(text(token))];
  }

  return {
    size: entries.length === 0 ? undefined : entries.length,
    controlTokenPattern: control.length === 0 ? undefined : new RegExp(control.map(escapePattern).join("|"), "gu"),
    hasControlToken: (wanted) => control.includes(wanted),
    controlText: (token) => (types[token] === controlTokenType ? entries[token] : undefined),
    text,
    // The library leaves out spaces in front of punctuation where a vocabulary asks for it.
    joinedText: (tokens) =>
      isByteLevel
        ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(
            Uint8Array.from(tokens.flatMap((one) => [...bytes(one)])),
          )
        : model.detokenize(tokens, true),
    bytes,
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
