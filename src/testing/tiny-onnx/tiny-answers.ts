import { cutScript, encodePieces, type ScriptPiece } from "../tiny-models/script-pieces.ts";
import { createTinyTokenizer, type TinyTokenizer, type TinyTokenizerOptions } from "./tokenizer-files.ts";
import { randomWeights, scriptedWeights } from "./tiny-weights.ts";
import type { TinyShape, WeightSource } from "./transformer-parts.ts";

/** What a tiny model answers: nonsense from a seed, without an end of its own; or one fixed script, then the end. */
export type TinyAnswers =
  | { readonly seed: number }
  | {
      readonly script: string;
      /** How the script is cut into tokens, all different; bytes where a character is split. Default: at word starts. */
      readonly pieces?: readonly ScriptPiece[];
    };

export interface TinyParts {
  readonly tokenizer: TinyTokenizer;
  readonly shape: TinyShape;
  readonly weights: WeightSource;
}

const HEADS = 2;

/** @throws RangeError when the script's pieces do not spell it or are not all different. */
export function tinyParts(
  answers: TinyAnswers,
  tokenizerOptions: TinyTokenizerOptions & { readonly endToken: string },
  positions: number,
): TinyParts {
  const pieces = "script" in answers ? encodePieces(answers.script, answers.pieces ?? cutScript(answers.script)) : [];
  const tokenizer = createTinyTokenizer({ ...tokenizerOptions, pieces });
  const endId = tokenizer.idOfSpecial(tokenizerOptions.endToken);
  const width = Math.max(32, Math.ceil((pieces.length + 1) / HEADS) * HEADS);
  const shape = { layers: 2, width, heads: HEADS, vocabularySize: tokenizer.tokens.length, positions };
  const weights =
    "script" in answers
      ? scriptedWeights(
          pieces.map((piece) => tokenizer.idOfBytes(piece) ?? endId),
          endId,
        )
      : randomWeights(
          answers.seed,
          tokenizer.tokens.map((token, id) => outputBias(token, id >= endOfText(tokenizer, tokenizerOptions))),
        );
  return { tokenizer, shape, weights };
}

function endOfText(tokenizer: TinyTokenizer, { specialTokens }: TinyTokenizerOptions): number {
  return tokenizer.tokens.length - specialTokens.length;
}

/** Readable text is likelier than single bytes; the end of the reply is out of reach (e^-40). */
function outputBias(token: string, isSpecial: boolean): number {
  if (isSpecial) return -40;
  if (/^[ĠĊčĉ]+$/.test(token)) return -40;
  if (token.length > 1) return 0;
  return /^[!-~]$/.test(token) ? -1.5 : -8;
}
