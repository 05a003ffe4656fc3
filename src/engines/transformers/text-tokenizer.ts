import { byteLevelBytes, hexByte } from "../../core/token-bytes.ts";
import type { PreTrainedTokenizer } from "./library.ts";

/** A repository's tokenizer, in the words of this engine. */
export interface TextTokenizer {
  /** Ids of a raw text: names of control tokens are read as these, nothing is put around or cut off. */
  encode(text: string): readonly number[];
  /** The characters of ids, without control tokens; U+FFFD where bytes are no whole character. */
  decode(ids: readonly number[]): string;
  /** What the tokenizer puts before and behind a text, such as `[CLS]` and `[SEP]`. */
  readonly around: { readonly before: readonly number[]; readonly behind: readonly number[] };
  readonly specialIds: ReadonlySet<number>;
  /** Matches the text of any control token; undefined when there is none. */
  readonly controlTokenPattern: RegExp | undefined;
  readonly bosToken: string;
  readonly eosToken: string;
  readonly eosId: number | undefined;
  /** Ids from 0 up to, but not including, this one. */
  readonly vocabularySize: number;
  /** A token's text as shown to people. */
  textOf(id: number): string;
  /** A token's exact bytes where the vocabulary has them, otherwise those of its text. */
  bytesOf(id: number): readonly number[];
}

export function createTextTokenizer(tokenizer: PreTrainedTokenizer): TextTokenizer {
  const encoder = new TextEncoder();
  const specialTokens: readonly string[] = tokenizer.all_special_tokens;
  const specialIds: ReadonlySet<number> = new Set<number>(tokenizer.all_special_ids);
  const entries = new Map<number, string>();
  for (const [entry, id] of vocabularyOf(tokenizer)) entries.set(id, entry);
  const isByteLevel = [...entries.values()].includes("Ġ");
  const control = specialTokens.filter((token) => token.length > 1);
  const encode = (text: string): readonly number[] =>
    text === "" ? [] : tokenizer.encode(text, { add_special_tokens: false });
  const decode = (ids: readonly number[]): string =>
    ids.length === 0
      ? ""
      : tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false });

  function textOf(id: number): string {
    return specialIds.has(id) ? (entries.get(id) ?? "") : decode([id]);
  }

  return {
    encode,
    decode,
    around: findAround(tokenizer, encode),
    specialIds,
    controlTokenPattern: control.length === 0 ? undefined : new RegExp(control.map(escapePattern).join("|"), "gu"),
    bosToken: tokenOf(tokenizer.bos_token),
    eosToken: tokenOf(tokenizer.eos_token),
    eosId: tokenOf(tokenizer.eos_token) === "" ? undefined : tokenizer.eos_token_id,
    vocabularySize: Math.max(0, ...entries.keys()) + 1,
    textOf,
    bytesOf(id) {
      const entry = entries.get(id);
      if (entry !== undefined && !specialIds.has(id)) {
        const exact = isByteLevel ? byteLevelBytes(entry) : hexByte(entry);
        if (exact !== undefined) return exact;
      }
      return [...encoder.encode(textOf(id))];
    },
  };
}

function vocabularyOf(tokenizer: PreTrainedTokenizer): Iterable<[string, number]> {
  return tokenizer.get_vocab();
}

/** The library leaves tokens that a repository does not name undefined. */
function tokenOf(token: unknown): string {
  return typeof token === "string" ? token : "";
}

/** Found by trying: tokenizers say it in many ways. */
function findAround(
  tokenizer: PreTrainedTokenizer,
  encode: (text: string) => readonly number[],
): TextTokenizer["around"] {
  const plain = encode("a");
  const dressed = tokenizer.encode("a", { add_special_tokens: true });
  const start = dressed.findIndex((_, index) => plain.every((id, offset) => dressed[index + offset] === id));
  if (plain.length === 0 || start === -1) return { before: [], behind: [] };
  return { before: dressed.slice(0, start), behind: dressed.slice(start + plain.length) };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
