/**
 * A small byte-level BPE vocabulary in the manner of Llama 3: all 256 bytes, merged words, whole pieces without
 * merges, and the control tokens of the chat format. Any text can be tokenized and comes back as it was.
 */
import { int32s, string, strings, uint32, bool, type Metadata } from "../../models/formats/gguf/write/metadata.ts";
import { spellBytes, spellText } from "./byte-level-text.ts";

/** In the order of their ids, which are the last ones of the vocabulary. */
export const controlTokens = [
  "<|begin_of_text|>",
  "<|end_of_text|>",
  "<|start_header_id|>",
  "<|end_header_id|>",
  "<|eom_id|>",
  "<|eot_id|>",
] as const;

export type ControlToken = (typeof controlTokens)[number];

/** GGUF's token types (`llama_token_type`). */
const NORMAL = 1;
const CONTROL = 3;

export interface Vocabulary {
  /** Spelled as the file holds them; the index is the token's id. */
  readonly tokens: readonly string[];
  /** Pairs of spelled parts, the most urgent first. */
  readonly merges: readonly string[];
  readonly controlIds: Readonly<Record<ControlToken, number>>;
  /** The id of a token with exactly these bytes, if there is one. */
  readonly idOfBytes: (bytes: Uint8Array) => number | undefined;
}

export interface VocabularyParts {
  /** Become tokens through merges, each with all its beginnings; give words with their leading space. */
  readonly words: readonly string[];
  /** Become tokens without merges: they can be generated, and are found in text only when they are a whole word there. */
  readonly pieces?: readonly Uint8Array[];
}

/** Ids: bytes 0..255, then words and their beginnings, then pieces, control tokens last. */
export function createVocabulary(parts: VocabularyParts): Vocabulary {
  const ids = new Map<string, number>();
  const merges: string[] = [];
  const add = (token: string): void => {
    if (!ids.has(token)) ids.set(token, ids.size);
  };
  for (let byte = 0; byte < 256; byte++) add(spellBytes([byte]));
  for (const word of parts.words) {
    const spelled = spellText(word);
    for (let end = 2; end <= spelled.length; end++) {
      const token = spelled.slice(0, end);
      if (ids.has(token)) continue;
      add(token);
      merges.push(`${spelled.slice(0, end - 1)} ${spelled.slice(end - 1, end)}`);
    }
  }
  for (const piece of parts.pieces ?? []) add(spellBytes(piece));
  const firstControlId = ids.size;
  const textTokens = new Map(ids);
  return {
    tokens: [...ids.keys(), ...controlTokens],
    merges,
    controlIds: {
      "<|begin_of_text|>": firstControlId,
      "<|end_of_text|>": firstControlId + 1,
      "<|start_header_id|>": firstControlId + 2,
      "<|end_header_id|>": firstControlId + 3,
      "<|eom_id|>": firstControlId + 4,
      "<|eot_id|>": firstControlId + 5,
    },
    idOfBytes: (bytes) => textTokens.get(spellBytes(bytes)),
  };
}

/**
 * The `tokenizer.*` keys. The pre-tokenizer is Llama 3's, which takes a word that is a token as it is, merges or not.
 */
export function vocabularyMetadata(vocabulary: Vocabulary): Metadata {
  const controls = new Set<number>(Object.values(vocabulary.controlIds));
  return {
    "tokenizer.ggml.model": string("gpt2"),
    "tokenizer.ggml.pre": string("llama-bpe"),
    "tokenizer.ggml.tokens": strings(vocabulary.tokens),
    "tokenizer.ggml.token_type": int32s(vocabulary.tokens.map((_, id) => (controls.has(id) ? CONTROL : NORMAL))),
    "tokenizer.ggml.merges": strings(vocabulary.merges),
    "tokenizer.ggml.bos_token_id": uint32(vocabulary.controlIds["<|begin_of_text|>"]),
    "tokenizer.ggml.eos_token_id": uint32(vocabulary.controlIds["<|eot_id|>"]),
    "tokenizer.ggml.eot_token_id": uint32(vocabulary.controlIds["<|eot_id|>"]),
    "tokenizer.ggml.eom_token_id": uint32(vocabulary.controlIds["<|eom_id|>"]),
    "tokenizer.ggml.add_bos_token": bool(true),
  };
}
