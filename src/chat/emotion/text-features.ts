/**
 * A text as hashed n-grams, which is all that the emotion classifier sees of it: word 1–3-grams with the sentence's
 * borders, and character 3–5-grams inside words. Chinese, Japanese and Korean characters count as words of their own, so
 * languages without spaces have both kinds as well. Training and reading share this file: after a change to it run
 * `npm run train:emotion`.
 */

/** Features are numbers below it. */
export const featureSpace: number = 2 ** 22;

/** Longer texts are read up to here: it bounds the cost of a reading, and the feeling is clear by then. */
const readCharacters = 1000;

const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*|\p{Extended_Pictographic}|[!?]+|\.{2,}|[:;=]['-]?[()dpo/]+|\^\^/gu;
const wordLetters = /[\p{L}\p{M}\p{N}']+/gu;

/** @returns the hashes of the text's n-grams below `featureSpace`, each once. None for a text of numbers and dots. */
export function textFeatures(text: string): Iterable<number> {
  const normal = normalize(text);
  const words = normal.match(token) ?? [];
  if (words.every((word) => /^[\p{N}.]+$/u.test(word))) return [];
  const features = new Set<number>();
  const add = (hash: number): void => {
    features.add(finish(hash) % featureSpace);
  };
  const bordered = ["^", ...words.map(shortenMarks), "$"];
  for (let start = 0; start < bordered.length; start += 1) {
    let hash = wordSeed;
    for (let size = 1; size <= 3 && start + size <= bordered.length; size += 1) {
      const word = bordered[start + size - 1] ?? "";
      for (let index = 0; index < word.length; index += 1) hash = step(hash, word.charCodeAt(index));
      hash = step(hash, space);
      add(hash);
    }
  }
  for (const [found] of normal.matchAll(wordLetters)) addCharacters(`_${found}_`, add);
  return features;
}

function addCharacters(padded: string, add: (hash: number) => void): void {
  for (let start = 0; start + 3 <= padded.length; start += 1) {
    const stop = Math.min(start + 5, padded.length);
    let hash = characterSeed;
    for (let end = start; end < stop; end += 1) {
      hash = step(hash, padded.charCodeAt(end));
      if (end - start >= 2) add(hash);
    }
  }
}

/** One form for what means the same: width, case, apostrophes, numbers, and "sooooo". */
function normalize(text: string): string {
  return text
    .slice(0, readCharacters)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[’‘`]/g, "'")
    .replace(/\p{N}+/gu, "0")
    .replace(/(\p{L})\1{2,}/gu, "$1$1");
}

/** `!!!!` says no more than `!!`, and `?!?!` no more than `?!`. */
function shortenMarks(word: string): string {
  if (/^[!?]+$/.test(word)) {
    if (word.includes("!") && word.includes("?")) return "?!";
    return word.slice(0, 2);
  }
  return word.startsWith("..") ? "..." : word;
}

const wordSeed = 0x811c9dc5;
const characterSeed = 0x9e3779b1;
const space = 32;

/** FNV-1a over UTF-16 units. */
function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** FNV's low bits alone are poor: murmur's finish spreads them. */
function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
