import type { Language } from "../../core/language.ts";
import { stopWords } from "./stop-words.ts";
import { wordsOf } from "./words.ts";

/** Of five words in a sentence, one at least is "the", "you", "is" or their like; in good replies it is every other. */
const smallestShare = 0.15;
const fewestWords = 5;

/** Where every word has its own ending, the small words are part of the others. */
const gluesSmallWords: ReadonlySet<Language> = new Set<Language>(["zh", "ja", "ko"]);

/** Whether a text is made of words without any that its language is held together by: sounds, names, invented words. */
export function isNoLanguage(text: string, language: Language): boolean {
  if (gluesSmallWords.has(language)) return false;
  const words = wordsOf(text, language);
  if (words.length < fewestWords) return false;
  const plain = stopWords[language];
  const known = words.filter((word) => plain.has(word) || plain.has(word.replace(/'.*$/, "")));
  return known.length < smallestShare * words.length;
}
