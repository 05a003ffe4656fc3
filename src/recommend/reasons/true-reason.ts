/**
 * What of a model's reason may be shown as true of an entry: its first sentences, as far as the catalog confirms them. What
 * they mean cannot be checked; that they speak of this entry and of no other can:
 *
 * 1. It shares a content word with the entry, and not more with another that the model was offered.
 * 2. It names no title, person, number or genre that the entry does not have; a title that the user likes or asked for only
 *    where the entry has something in common with it.
 * 3. It tells nothing of how the film was made or received, which no catalog can confirm.
 * 4. It is a reason: a sentence of some words, not of many, about nothing of the prompt, in the language of the list.
 * 5. Nearly all of its content words are the entry's, or praise: a small model tells a plot of its own around one word
 *    that it read ("meets a woman of seventy-nine when he was not there").
 */
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import { describeEntry, type CatalogEntry } from "../catalog/catalog-entry.ts";
import { contentWords } from "../embedding/content-words.ts";
import type { CatalogNames } from "./catalog-names.ts";
import { hearTones } from "../tones/heard-tones.ts";
import { toneOf } from "../tones/entry-tones.ts";
import { praise } from "./praise-words.ts";
import { wordings } from "./wordings/index.ts";

export interface ReasonContext {
  readonly names: CatalogNames;
  readonly language: Language;
  /** What the user likes or named. */
  readonly liked: readonly CatalogEntry[];
  /** Tells what language a reason is in; absent, any is taken. */
  readonly languages?: LanguageIdentifier | undefined;
  /** Everything that the model was offered. */
  readonly offered: readonly CatalogEntry[];
}

const minLetters = 8;
/** Two sentences; what is longer tells the plot or goes round in circles. */
const maxLetters = 300;

/** The prompt's own words and marks: `[m3]`, `The user likes`. */
const ofThePrompt =
  /\||\[\w*\d*\]|\bm\d{1,2}\b|\bthe user\b|\bcandidates?\b|\bas an AI\b|\bsays why it suits\b|\brecommend \d/iu;

/** The end of a sentence whose beginning was the title: "is a wonderful story". */
const ofASentence = /^(?:is|are|was|were|has|have|had|and|or|but|which|that|who|whose|of|by|with)\b/;

/** Claims about prizes, sources, followers and success. */
const ofTheWorld =
  /\b(?:awards?|oscars?|won|winning|box office|best[- ]?sell\w+|based on|true story|inspir(?:ed|es|ing)|sequels?|prequels?|remakes?|adapt\w+|centur(?:y|ies)|acclaimed|highest|first ever)\b/giu;

/** @returns the sentences from the first on that hold; undefined where the first does not. */
export function trueReason(reason: string, entry: CatalogEntry, context: ReasonContext): string | undefined {
  const text = reason.trim();
  if (text.length > maxLetters || ofThePrompt.test(text) || ofASentence.test(text)) return undefined;
  const sentences = text.split(/(?<=[.!?。！？])\s+/u);
  const failing = sentences.findIndex((sentence) => !isConfirmed(sentence, entry, context));
  const shown = failing === -1 ? text : sentences.slice(0, failing).join(" ");
  return speaksOf(shown, entry, context) ? shown : undefined;
}

/** Whether a text speaks of the entry, of no other, and claims nothing that the entry does not have. */
function speaksOf(text: string, entry: CatalogEntry, context: ReasonContext): boolean {
  if (text.length < minLetters / letterWeight(text)) return false;
  const read = text.split(/\s+/).length < leastWordsOfLanguage ? undefined : context.languages?.identify(text);
  if (read !== undefined && read.language !== context.language && read.confidence >= otherLanguageFrom) return false;
  const own = knownOf(entry, context.language);
  const shared = countShared(text, entry, context);
  if (shared === 0) return false;
  if (context.offered.some((other) => other.id !== entry.id && countShared(text, other, context) > shared))
    return false;
  return (
    namesOwnTitles(text, entry, own, context) &&
    namesOwnPeople(text, own, context) &&
    namesOwnNumbers(text, entry, own) &&
    claimsOnlyOwn(text, own) &&
    namesOwnGenres(text, entry, own)
  );
}

/** Of fewer words the language is a guess, and genres and names are alike in many. */
const leastWordsOfLanguage = 5;
const otherLanguageFrom = 0.6;

/** Content words of a sentence that the entry need not have: a share, and at least so many. Its texts are English. */
const furtherWords = { en: { share: 0.2, least: 1 }, other: { share: 0.5, least: 2 } } as const;

/** Whether hardly a content word of the sentence is news to the catalog; not known of languages without spaces. */
function isConfirmed(sentence: string, entry: CatalogEntry, { language, liked }: ReasonContext): boolean {
  if (letterWeight(sentence) > 1) return true;
  const { share, least } = language === "en" ? furtherWords.en : furtherWords.other;
  const genres = entry.genres.map((genre) => wordings[language].genres[genre] ?? genre);
  const texts = [describeEntry(entry), ...entry.alternativeTitles, ...genres, ...liked.map(describeEntry)];
  const known = [...new Set(contentWords(texts.join(" ")))];
  // Numbers are looked at by themselves.
  const said = contentWords(sentence).filter((word) => !praise.has(word) && !/^\d/.test(word));
  const further = said.filter((word) => !known.some((one) => isSameWord(word, one)) && !isToneOf(entry, word));
  return further.length <= Math.max(least, Math.floor(said.length * share));
}

/** An adjective of a tone that the entry does not contradict: `tense` of a thriller. */
function isToneOf(entry: CatalogEntry, word: string): boolean {
  const { tones } = hearTones(word);
  return tones.size > 0 && [...tones.keys()].every((tone) => toneOf(entry, tone) >= 0);
}

/** One character of Chinese, Japanese or Korean says as much as so many letters. */
function letterWeight(text: string): number {
  return /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(text) ? 3 : 1;
}

/** All that the entry is called or described with, lower case words. */
function knownOf(entry: CatalogEntry, language: Language): ReadonlySet<string> {
  const genres = entry.genres.map((genre) => wordings[language].genres[genre] ?? genre);
  return new Set(wordsOf([describeEntry(entry), ...entry.alternativeTitles, ...genres].join(" ")));
}

/** Content words of the text that the entry has as well. */
function countShared(text: string, entry: CatalogEntry, { names, language }: ReasonContext): number {
  const genres = new Set(entry.genres.flatMap((genre) => contentWords(genre)));
  // A title alone is no reason.
  const own = contentWords(describeEntry({ ...entry, kind: "", title: "" })).filter(
    (word) => !/^\d+$/.test(word) && (genres.has(word) || !names.isCommon(word)),
  );
  const inLanguage = entry.genres.flatMap((genre) => wordings[language].genres[genre] ?? []);
  // Chinese and Japanese have no spaces, and words of the others have endings.
  const whole = inLanguage.filter((name) => name.length > 1 && text.toLowerCase().includes(name.toLowerCase()));
  const words = new Set(contentWords(text)).values();
  return whole.length + [...words].filter((word) => own.some((other) => isSameWord(word, other))).length;
}

/** Or another form of it: `robots`, `robotic`. */
function isSameWord(word: string, other: string): boolean {
  if (word === other) return true;
  const longer = Math.max(word.length, other.length);
  let same = 0;
  while (same < longer && word[same] !== undefined && word[same] === other[same]) same += 1;
  return same >= 5 && same >= longer * 0.6;
}

function namesOwnTitles(
  text: string,
  entry: CatalogEntry,
  own: ReadonlySet<string>,
  { names, liked }: ReasonContext,
): boolean {
  const isOwn = (title: string): boolean => wordsOf(title).every((word) => own.has(word));
  const others = names.titles.find(text).entries.filter(({ title }) => !isOwn(title));
  if (others.some((other) => !liked.includes(other) || !haveSomethingInCommon(entry, other))) return false;
  const named = new Set([
    ...own,
    ...others.flatMap(({ title, alternativeTitles }) => wordsOf([title, ...alternativeTitles].join(" "))),
  ]);
  const quoted = text.matchAll(/[“„«《「『"]([^”“»》」』"]{2,})[”“»》」』"]/gu);
  return [...quoted].every(([, title = ""]) => wordsOf(title).every((word) => named.has(word)));
}

function haveSomethingInCommon(entry: CatalogEntry, other: CatalogEntry): boolean {
  const of = ({ genres, directors, cast, themes = [], franchise }: CatalogEntry): readonly string[] => [
    ...genres,
    ...directors,
    ...cast,
    ...themes,
    ...(franchise === undefined ? [] : [franchise]),
  ];
  const others = new Set(of(other));
  return of(entry).some((one) => others.has(one));
}

/** A word with a capital inside a sentence is a name. */
function namesOwnPeople(text: string, own: ReadonlySet<string>, { names, language, liked }: ReasonContext): boolean {
  const known = new Set([...own, ...liked.flatMap(({ title }) => wordsOf(title))]);
  // `クリストファー・ノーラン`, `克里斯托弗·诺兰`
  const foreign = text.match(/[\p{sc=Katakana}\p{sc=Han}ー]+[・·][\p{sc=Katakana}\p{sc=Han}ー]+/gu) ?? [];
  if (foreign.some((name) => !wordsOf(name).every((word) => known.has(word)))) return false;
  for (const { 0: word, index } of text.matchAll(/\p{Lu}[\p{L}\p{M}]*/gu)) {
    if (word.length < 2 || wordsOf(word).every((part) => known.has(part))) continue;
    const isInside = !/(?:^|[.!?:…"“„«(–—-])\s*$/u.test(text.slice(0, index));
    // German begins every noun with a capital.
    if ((isInside && language !== "de") || names.isNamePart(word)) return false;
  }
  return true;
}

/** A year or a decade of the entry, or a number in its words. */
function namesOwnNumbers(text: string, { year, endYear = year }: CatalogEntry, own: ReadonlySet<string>): boolean {
  return [...text.matchAll(/\d+/g)].every(([digits]) => {
    const named = Number(digits);
    const isDecade = named % 10 === 0 && year !== undefined && (Math.floor(year / 10) * 10) % 100 === named % 100;
    return isDecade || named === year || named === endYear || own.has(digits);
  });
}

function claimsOnlyOwn(text: string, own: ReadonlySet<string>): boolean {
  return [...text.matchAll(ofTheWorld)].every(([claim]) => wordsOf(claim).every((word) => own.has(word)));
}

/** Names of genres in ten languages, with the genre that each means; those of English as the catalog has them. */
const genreNames: readonly (readonly [name: string, genre: string])[] = Object.values(wordings).flatMap(({ genres }) =>
  Object.entries(genres).flatMap(([genre, name]) => [[name.toLowerCase(), genre] as const, [genre, genre] as const]),
);

function namesOwnGenres(text: string, { genres }: CatalogEntry, own: ReadonlySet<string>): boolean {
  const words = ` ${wordsOf(text).join(" ")} `;
  return genreNames.every(([name, genre]) => {
    if (genres.includes(genre) || wordsOf(name).every((word) => own.has(word))) return true;
    const hasSpaces = letterWeight(name) === 1;
    return !(hasSpaces ? words.includes(` ${wordsOf(name).join(" ")} `) : words.includes(name));
  });
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
