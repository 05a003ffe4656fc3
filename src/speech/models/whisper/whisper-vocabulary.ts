import { ReparteeError } from "../../../core/errors.ts";

/** What a Whisper recognizer must know of its tokens. */
export interface WhisperVocabulary {
  /** One line a token: its bytes in base64 and its number. */
  readonly tokensFile: string;
  /** The numbers of special tokens and languages, as sherpa-onnx reads them from a model's metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Out of CTranslate2's `vocabulary.txt`, which has one token a line.
 * @throws ReparteeError `model_file_invalid`.
 */
export function readWhisperVocabulary(vocabulary: string, size: number): WhisperVocabulary {
  const tokens = vocabulary.split("\n").slice(0, size);
  const special = new Map(
    tokens.flatMap((token, number) => (/^<\|.*\|>$/.test(token) ? [[token, number] as const] : [])),
  );
  function id(token: string): number {
    const found = special.get(token);
    if (found !== undefined) return found;
    throw new ReparteeError("model_file_invalid", `Cannot read Whisper's vocabulary: token "${token}" is missing`);
  }
  const end = id("<|endoftext|>");
  const start = id("<|startoftranscript|>");
  const isMultilingual = size > 51_864;
  const languages = isMultilingual
    ? [...special].filter(([, number]) => number > start && number < id("<|translate|>"))
    : [["<|en|>", start + 1] as const];
  return {
    tokensFile: tokens
      .slice(0, end)
      .map((token, number) => `${tokenBytes(token).toString("base64")} ${number}\n`)
      .join(""),
    metadata: {
      sot_sequence: isMultilingual ? `${start},${id("<|en|>")},${id("<|transcribe|>")}` : String(start),
      all_language_tokens: languages.map(([, number]) => number).join(","),
      all_language_codes: languages.map(([token]) => token.slice(2, -2)).join(","),
      sot: String(start),
      sot_index: "0",
      eot: String(end),
      // A space in GPT-2's numbering, which all Whisper models share.
      blank_id: "220",
      is_multilingual: isMultilingual ? "1" : "0",
      no_speech: String(special.get("<|nospeech|>") ?? id("<|nocaptions|>")),
      non_speech_tokens: "1",
      transcribe: String(id("<|transcribe|>")),
      translate: String(id("<|translate|>")),
      sot_prev: String(id("<|startofprev|>")),
      sot_lm: String(id("<|startoflm|>")),
      no_timestamps: String(id("<|notimestamps|>")),
    },
  };
}

/** GPT-2 writes a byte that cannot be printed as a character from 256 on. */
const byteOf: ReadonlyMap<string, number> = (() => {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(printable(byte) ? byte : next++), byte] as const),
  );
})();

function tokenBytes(token: string): Buffer {
  return Buffer.from([...token].map((character) => byteOf.get(character) ?? 0));
}
