import type { LlamaModel, Token } from "node-llama-cpp";

/** What the model file says of its tokens beyond what the binding tells. */
export interface Vocabulary {
  /** Token ids are 0 to this, exclusive; undefined when the file does not tell. */
  readonly size: number | undefined;
  /** Matches the text of any control token; undefined when the model has none. */
  readonly controlTokenPattern: RegExp | undefined;
  /** A token's text as shown to people: control tokens included, incomplete characters as U+FFFD. */
  text(token: Token): string;
  /** A token's exact bytes where the vocabulary tells them, otherwise those of its text. */
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

  return {
    size: entries.length === 0 ? undefined : entries.length,
    controlTokenPattern: control.length === 0 ? undefined : new RegExp(control.map(escapePattern).join("|"), "gu"),
    text,
    bytes(token) {
      const entry = entries[token];
      if (entry !== undefined && types[token] !== controlTokenType) {
        const exact = isByteLevel ? byteLevelBytes(entry) : hexByte(entry);
        if (exact !== undefined) return exact;
      }
      return [...encoder.encode(text(token))];
    },
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** `<0xE2>` → [0xE2]: how SentencePiece vocabularies write their 256 byte tokens. */
function hexByte(entry: string): readonly number[] | undefined {
  const match = /^<0x([0-9A-Fa-f]{2})>$/.exec(entry);
  return match?.[1] === undefined ? undefined : [Number.parseInt(match[1], 16)];
}

/**
 * GPT-2's byte-level alphabet: printable Latin-1 stands for itself, the other 68 bytes are the characters from
 * U+0100 on, in order (Radford et al. 2019, `bytes_to_unicode`).
 */
const byteOfCharacter: ReadonlyMap<string, number> = new Map(
  (() => {
    const isPrintable = (byte: number): boolean =>
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    let shifted = 0x100;
    return Array.from({ length: 256 }, (_, byte): [string, number] => [
      String.fromCharCode(isPrintable(byte) ? byte : shifted++),
      byte,
    ]);
  })(),
);

function byteLevelBytes(entry: string): readonly number[] | undefined {
  const bytes: number[] = [];
  for (const character of entry) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return bytes;
}
