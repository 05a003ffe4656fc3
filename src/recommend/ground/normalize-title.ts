/**
 * Titles in the form in which they are compared: `Amélie` = `amelie`, `Fast & Furious` = `Fast and Furious`, `Rocky II` =
 * `Rocky 2`, `Se7en` = `Seven` = `7`, `Matrix, The` = `The Matrix`.
 */
export interface TitleKeys {
  /** All letters and digits, nothing between them. */
  readonly full: string;
  /** The same without articles; equal to `full` where nothing else would be left. */
  readonly bare: string;
  /** The numbers in it, in order: a title with another number is another title. */
  readonly numbers: string;
}

export function titleKeys(title: string): TitleKeys {
  const words = wordsOf(title);
  const full = words.join("");
  const rest = withoutArticles(words).join("");
  const numbers = words.filter((word) => /^\d+$/.test(word));
  return { full, bare: rest === "" ? full : rest, numbers: numbers.join(" ") };
}

/** The title in lower case words, without accents and punctuation: for logs and for comparing by eye. */
export function normalizeTitle(title: string): string {
  return withoutArticles(wordsOf(title)).join(" ");
}

/** Titles are a line; what is longer is cut. Characters. */
const longestTitle = 300;

function wordsOf(title: string): string[] {
  const folded = fold(title.slice(0, longestTitle));
  // `Matrix, The` as catalogs sort it.
  const turned = folded.replace(/^(.+), ?(the|an?|le|la|les|der|die|das|el|los|las|il|lo|gli)$/u, "$2 $1");
  const plain = turned
    .replace(/(?<=\p{L})['’‘`´](?=s\b)|['’‘`´](?=\s|$)/gu, "")
    .replace(/['’‘`´]/gu, " ")
    .replace(/&/g, " and ")
    // A digit for a letter inside a word; `M3GAN`, `Se7en`.
    .replace(/(?<=\p{Ll})[013457](?=\p{Ll})/gu, (digit) => letterOfDigit.get(digit) ?? digit)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
  if (plain === "") return folded.trim() === "" ? [] : [folded.trim()];
  return plain.split(" ").map((word, index, all) => toNumber(word, index, all.length));
}

/** One form of every letter: width, case and the accents of Latin, Greek and Cyrillic; other scripts keep their marks. */
function fold(title: string): string {
  return title
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/(?<=[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{M}+/gu, "")
    .normalize("NFC")
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters.get(letter) ?? letter);
}

const plainLetters: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ı", "i"],
]);

const letterOfDigit: ReadonlyMap<string, string> = new Map([
  ["0", "o"],
  ["1", "i"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "v"],
]);

const roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi"];
const spelled = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const romanNumbers: ReadonlyMap<string, string> = new Map(roman.map((word, index) => [word, String(index + 1)]));
const spelledNumbers: ReadonlyMap<string, string> = new Map(spelled.map((word, index) => [word, String(index + 1)]));

/** A Roman number follows a word; `I` alone only at the end: `I, Robot` counts nothing. */
function toNumber(word: string, index: number, count: number): string {
  const number = romanNumbers.get(word);
  if (number !== undefined && index > 0 && (word !== "i" || index === count - 1)) return number;
  return spelledNumbers.get(word) ?? word.replace(/^0+(?=\d)/, "");
}

const leadingArticles: ReadonlySet<string> = new Set([
  ...["the", "a", "an", "le", "la", "les", "l", "un", "une", "des", "der", "die", "das", "ein", "eine"],
  ...["el", "los", "las", "una", "unos", "unas", "il", "lo", "gli", "i", "uno", "o", "os", "as", "um", "uma"],
]);

/** A leading article of several languages, and every `the`, which models leave out and put in inside a title. */
function withoutArticles(words: readonly string[]): string[] {
  const [first = "", ...others] = words;
  const rest = others.filter((word) => word !== "the");
  return leadingArticles.has(first) && rest.length > 0 ? rest : [first, ...rest];
}
