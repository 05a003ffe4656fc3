import { createVocabulary } from "../tiny-models/byte-level-vocabulary.ts";
import { commonWords } from "../tiny-models/common-words.ts";

/** A byte-level BPE tokenizer in the files that Hugging Face repositories have. */
export interface TinyTokenizer {
  /** Spelled as the file holds them; the index is the token's id. Special tokens are the last ones. */
  readonly tokens: readonly string[];
  /** The content of `tokenizer.json`. */
  readonly json: object;
  idOfBytes(bytes: Uint8Array): number | undefined;
  idOfSpecial(token: string): number;
}

export interface TinyTokenizerOptions {
  readonly specialTokens: readonly string[];
  /** Become tokens of their own: they can be generated, and are found in text only where merges lead to them. */
  readonly pieces?: readonly Uint8Array[];
  /** BlenderBot's puts a space in front of every text. */
  readonly addPrefixSpace?: boolean;
  /** Tokens put around a text when special tokens are asked for: `["[CLS]", "[SEP]"]`. */
  readonly around?: readonly [string, string];
}

export function createTinyTokenizer(options: TinyTokenizerOptions): TinyTokenizer {
  const { specialTokens, pieces = [], addPrefixSpace = false, around } = options;
  const vocabulary = createVocabulary({ words: commonWords, pieces });
  const textTokens = vocabulary.tokens.slice(0, vocabulary.controlIds["<|begin_of_text|>"]);
  const tokens = [...textTokens, ...specialTokens];
  const idOfSpecial = (token: string): number => {
    const index = specialTokens.indexOf(token);
    if (index === -1) throw new RangeError(`"${token}" is not a special token of this vocabulary`);
    return textTokens.length + index;
  };
  const byteLevel = { type: "ByteLevel", add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true };

  return {
    tokens,
    idOfBytes: vocabulary.idOfBytes,
    idOfSpecial,
    json: {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: specialTokens.map((content) => ({
        id: idOfSpecial(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: around === undefined ? null : template(around, around.map(idOfSpecial)),
      decoder: byteLevel,
      model: {
        type: "BPE",
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: "",
        end_of_word_suffix: "",
        fuse_unk: false,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges: vocabulary.merges,
      },
    },
  };
}

function template([first, last]: readonly [string, string], ids: readonly number[]): object {
  const special = (id: string): object => ({ SpecialToken: { id, type_id: 0 } });
  return {
    type: "TemplateProcessing",
    single: [special(first), { Sequence: { id: "A", type_id: 0 } }, special(last)],
    pair: [special(first), { Sequence: { id: "A", type_id: 0 } }, special(last), { Sequence: { id: "B", type_id: 1 } }],
    special_tokens: Object.fromEntries(
      [first, last].map((token, index) => [token, { id: token, ids: [ids[index] ?? 0], tokens: [token] }]),
    ),
  };
}
