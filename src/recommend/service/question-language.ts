import type { Language, LanguageIdentifier } from "../../core/language.ts";

/**
 * Of the question, in words. Of fewer in Latin letters the language is a guess: `romantic comedy` reads as Portuguese,
 * `noir thriller` as French, with a confidence of up to 0.9.
 */
const leastWords = 4;
/** Besides the titles in it, which are in languages of their own. */
const leastOwnWords = 3;
/** `a slow Korean thriller` reads as French with 0.69, as right as `un film triste de guerre` with 0.66. */
const leastConfidenceOfFour = 0.8;
const leastConfidence = 0.6;

/** Undefined where a question does not show its language. @param rest The question without the titles in it. */
export function questionLanguage(
  query: string,
  rest: string,
  languages: LanguageIdentifier | undefined,
): Language | undefined {
  if (languages === undefined) return undefined;
  if (!isInLatin(query)) return (languages.identify(rest) ?? languages.identify(query))?.language;
  const words = countWords(query);
  if (words < leastWords || countWords(rest) < leastOwnWords) return undefined;
  const reading = languages.identify(rest);
  const least = words === leastWords ? leastConfidenceOfFour : leastConfidence;
  return reading !== undefined && reading.confidence >= least ? reading.language : undefined;
}

function isInLatin(text: string): boolean {
  return !/[\p{sc=Cyrillic}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(text);
}

function countWords(text: string): number {
  return text.match(/\p{L}+/gu)?.length ?? 0;
}
