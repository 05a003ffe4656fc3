/** Loops: a sentence that was said before, and words that come back again and again. */
import type { Language } from "../../core/language.ts";
import { splitSentences } from "../brevity/sentences.ts";
import { isUnspaced, wordsOf } from "./words.ts";

/** Shorter ones come twice in good replies: "No. No." */
const fewestWordsOfSentence = 3;
const wordsInARow = 4;
const mostTimes = 3;

/** A sentence that occurs twice, word for word. */
export function repeatedSentence(text: string, language: Language): string | undefined {
  const seen = new Set<string>();
  for (const sentence of splitSentences(text, language)) {
    const words = wordsOf(sentence, language);
    if (words.length < fewestWordsOfSentence) continue;
    const key = words.join(" ");
    if (seen.has(key)) return sentence;
    seen.add(key);
  }
  return undefined;
}

/** Four words in a row that occur three times; a short piece at the end that is only repeated, in any script. */
export function repeatedWords(text: string, language: Language): string | undefined {
  const words = wordsOf(text, language);
  const counts = new Map<string, number>();
  for (let index = 0; index + wordsInARow <= words.length; index += 1) {
    const gram = words.slice(index, index + wordsInARow).join(isUnspaced(language) ? "" : " ");
    const count = (counts.get(gram) ?? 0) + 1;
    if (count >= mostTimes) return gram;
    counts.set(gram, count);
  }
  return stutter.exec(text)?.[0];
}

/** "ha" three times is laughter; a piece of four and more letters five times in a row is a loop. */
const stutter = /(\p{L}[^\n]{3,24}?)\1{4,}/u;
