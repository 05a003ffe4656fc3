import type { Language } from "../../core/language.ts";
import { isWithin, type YearRange } from "../asked/heard-years.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import type { ReasonWording, Wordings } from "./reason-wording.ts";
import { wordings } from "./wordings/index.ts";

/** What a list goes by; all of it is true of a plain question by somebody with a taste. */
export interface Footing {
  /** Something of the question was understood: a word, or a title in it. */
  readonly isAsked: boolean;
  readonly hasTaste: boolean;
  /** The question has words that could have been understood. */
  readonly hasWords: boolean;
  /** Those that the question asks for, where it does. */
  readonly years?: YearRange | undefined;
}

export interface ReasonOptions {
  /** What the user likes or named. */
  readonly liked: readonly CatalogEntry[];
  /** In the list, from 0: neighbours are worded differently. */
  readonly place: number;
  readonly language: Language;
  readonly footing: Footing;
  /** The language's own sentences when absent. */
  readonly wording?: ReasonWording;
}

/**
 * A reason in words for an entry that no model wrote one for: what it shares with something that was liked (a person
 * before genres before the decade), or else what it is.
 */
export function writeReason(entry: CatalogEntry, options: ReasonOptions): string {
  const { liked, place, language, footing, wording = wordings[language] } = options;
  const say = (sentences: Wordings, words: Words): string =>
    fill(sentences[place % sentences.length] ?? sentences[0], words);
  const quoted = ({ title }: CatalogEntry): string => fill(wording.quoted, { title });
  const listed = (genres: readonly string[]): string =>
    new Intl.ListFormat(language).format(genres.map((genre) => wording.genres[genre] ?? genre));

  const shared = sharedPerson(entry, liked);
  if (shared !== undefined) {
    const { person, other } = shared;
    const isMaker = entry.directors.includes(person) && other.directors.includes(person);
    return say(isMaker ? wording.sameMaker : wording.samePerson, { person, title: quoted(other) });
  }
  const nearest = mostGenresShared(entry, liked);
  if (nearest !== undefined) {
    return say(wording.sameGenres, { genres: listed(nearest.genres), title: quoted(nearest.other) });
  }
  const isOutside = entry.genres.length > 0 && entry.year !== undefined && !isWithin(footing.years, entry.year);
  if (isOutside) return say(wording.otherYears, { genres: listed(entry.genres), year: String(entry.year) });
  const decade = decadeOf(entry);
  const contemporary = decade === undefined ? undefined : liked.find((other) => decadeOf(other) === decade);
  if (contemporary !== undefined) {
    return say(wording.sameDecade, { decade: String(decade), title: quoted(contemporary) });
  }
  if (entry.genres.length === 0) return wording.near;
  // Catalogs name origins in English alone.
  const origin = language === "en" && entry.origin !== undefined ? `${entry.origin} ` : "";
  const genres = origin + listed(entry.genres);
  if (!footing.isAsked) return say(footing.hasTaste ? wording.toTaste : wording.wellKnown, { genres });
  const [person] = entry.directors;
  return person === undefined ? say(wording.fits, { genres }) : say(wording.fitsBy, { genres, person });
}

/** A reason for a title that is in no catalog. */
export function wordsForNothingKnown(language: Language): string {
  return wordings[language].near;
}

type ListedYears = readonly { readonly year: number | null }[];

/** Whether not all are of the years that were asked for. */
export function hasOtherYears(items: ListedYears, { years }: Footing): boolean {
  return !items.every(({ year }) => isWithin(years, year));
}

/** The text of a list that no model wrote. */
export function writeListText(items: ListedYears, language: Language, footing: Footing): string {
  const count = items.length;
  const { none, one, several, unknownWords, byTaste, wellKnown, otherYears } = wordings[language].listOf;
  if (count > 0 && !footing.isAsked) {
    const sentences = [...(footing.hasWords ? [unknownWords] : []), footing.hasTaste ? byTaste : wellKnown];
    return sentences.join(language === "zh" || language === "ja" ? "" : " ");
  }
  if (hasOtherYears(items, footing)) return otherYears;
  return count === 0 ? none : fill(count === 1 ? one : several, { count: String(count) });
}

type Words = Readonly<Record<string, string>>;

/** In one pass: what is filled in is not looked into, so that a title may hold braces. */
function fill(sentence: string, words: Words): string {
  const filled = sentence.replace(/\{(\w+)\}/g, (place, name: string) => words[name] ?? place);
  // A genre is written small inside a sentence; a title and a name stay as they are.
  return sentence.startsWith("{genres}") ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
}

interface Shared {
  readonly other: CatalogEntry;
}

function sharedPerson(
  entry: CatalogEntry,
  liked: readonly CatalogEntry[],
): (Shared & { readonly person: string }) | undefined {
  for (const people of [entry.directors, entry.cast]) {
    for (const person of people) {
      const other = liked.find(({ directors, cast }) => directors.includes(person) || cast.includes(person));
      if (other !== undefined) return { person, other };
    }
  }
  return undefined;
}

function mostGenresShared(
  entry: CatalogEntry,
  liked: readonly CatalogEntry[],
): (Shared & { readonly genres: readonly string[] }) | undefined {
  let best: (Shared & { readonly genres: readonly string[] }) | undefined;
  for (const other of liked) {
    const genres = entry.genres.filter((genre) => other.genres.includes(genre));
    if (genres.length > (best?.genres.length ?? 0)) best = { genres, other };
  }
  return best;
}

function decadeOf({ year }: CatalogEntry): number | undefined {
  return year === undefined ? undefined : Math.floor(year / 10) * 10;
}
