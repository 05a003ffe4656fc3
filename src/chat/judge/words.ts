/** Texts as words, so that replies and what they answer can be compared. */
import type { Language } from "../../core/language.ts";
import { stopWords } from "./stop-words.ts";

const spacedWord = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
const segmenters = new Map<Language, Intl.Segmenter>();

/** Written without spaces between the words. */
export function isUnspaced(language: Language): boolean {
  return language === "zh" || language === "ja";
}

/** The latest text: several rules in a row ask for the same one, and telling words apart is most of what they cost. */
let latest: { readonly text: string; readonly language: Language; readonly words: readonly string[] } | undefined;

/** The words in lower case, marks and spaces left out. */
export function wordsOf(text: string, language: Language): readonly string[] {
  if (latest?.text !== text || latest.language !== language)
    latest = { text, language, words: splitWords(text, language) };
  return latest.words;
}

function splitWords(text: string, language: Language): readonly string[] {
  const plain = text.normalize("NFKC").toLowerCase().replaceAll("’", "'");
  if (!isUnspaced(language)) return plain.match(spacedWord) ?? [];
  return [...segmenterFor(language).segment(plain)].flatMap(({ isWordLike, segment }) =>
    isWordLike === true ? [segment] : [],
  );
}

function segmenterFor(language: Language): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  const made = new Intl.Segmenter(language, { granularity: "word" });
  segmenters.set(language, made);
  return made;
}

/** The words that say what a text is about. */
export function contentWords(text: string, language: Language): string[] {
  const plain = stopWords[language];
  return wordsOf(text, language).filter((word) => isLongEnough(word, language) && !plain.has(withoutClitic(word)));
}

/** Kana alone are grammar more often than a word with a meaning; one ideograph is a word. */
function isLongEnough(word: string, language: Language): boolean {
  if (language === "zh") return word.length >= 1;
  if (language === "ja") return /[\p{Script=Han}\p{Script=Katakana}]/u.test(word) || word.length >= 3;
  return word.length >= 2;
}

function withoutClitic(word: string): string {
  return word.replace(/'(?:s|m|re|ve|ll|d|t)$/, "");
}

/** Letters that two forms of one word share at least. */
const sharedLetters = 4;
/** An ending is not longer than this. */
const longestEnding = 3;

/** What may follow the letters that two English words share, where they are forms of one: no "balls" is a "balloon". */
const englishEnding =
  /^[b-df-hj-np-tv-z]?(?:s|es|d|ed|ing|ings|y|ies|ied|e|er|ers|al|als|ly|ment|ments|ion|ions|n|en|ful|t|th|ily)?$/;

/** Whether two words are forms of one: `kitten`, `kittens`; `plan`, `planning`; `강아지`, `강아지가`. */
export function isSameWord(one: string, other: string, language: Language): boolean {
  const [a, b] = [withoutClitic(one), withoutClitic(other)];
  if (a === b) return true;
  const shortest = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < shortest && a[shared] === b[shared]) shared += 1;
  if (language === "en") {
    const isStem = shared >= Math.min(sharedLetters, Math.max(3, shortest));
    return isStem && englishEnding.test(a.slice(shared)) && englishEnding.test(b.slice(shared));
  }
  const isEastAsian = /[\p{Script=Han}\p{Script=Hangul}]/u.test(a);
  if (shared < (isEastAsian ? 2 : Math.min(sharedLetters, Math.max(3, shortest)))) return false;
  return Math.max(a.length, b.length) - shared <= longestEnding;
}
