/**
 * What a written reply can take up from a taste analysis of any JSON shape: favourites, genres, people, the user's name
 * and language, found by keys that mean them in the words apps use.
 */
import { isRecord } from "../../core/is-record.ts";
import { languageOf, type Language } from "../../core/language.ts";
import { toPlainLine } from "./plain-text.ts";

export interface TasteFacts {
  /** Titles, activities, whatever is said to be liked; the strongest first where scores are given. At most 5, as are the next. */
  readonly favourites: readonly string[];
  readonly genres: readonly string[];
  readonly people: readonly string[];
  readonly name?: string;
  readonly language?: Language;
}

type Kind = "favourites" | "genres" | "people";

/** Tried in this order on a key in lower case without anything but letters. */
const kindsOfKeys: readonly (readonly [RegExp, Kind | "ignored"])[] = [
  [/dislik|hate|avoid|notlike|never|block|negative|worst|least/, "ignored"],
  [/genre|style|categor|theme|mood|tag$|tags$/, "genres"],
  [/artist|director|actor|actress|author|band|musician|creator|singer|writer|people/, "people"],
  [
    /fav|like|love|top|prefer|interest|hobb|title|movie|film|show|series|book|song|track|album|game|watch/,
    "favourites",
  ],
];
const nameKey = /^(user|first|display|nick|full)?name$/;
const userKey = /^(user|profile|person|owner|userprofile)$/;
const languageKey = /^(lang|language|locale|userlanguage|preferredlanguage)$/;
/** What an entry of a list of objects is called by. */
const labelKeys = ["title", "name", "label", "value", "genre", "item"] as const;

const maxDepth = 8;
/** Values looked at; a hostile analysis ends the search and fails nothing. */
const maxValues = 2000;
const maxEach = 5;
const maxItemLength = 60;

export function readTaste(analysis: unknown): TasteFacts {
  const found: Record<Kind, Map<string, string>> = { favourites: new Map(), genres: new Map(), people: new Map() };
  let name: string | undefined;
  let language: Language | undefined;
  let valuesLeft = maxValues;

  function add(kind: Kind, text: string): void {
    const item = toPlainLine(text, maxItemLength);
    const key = item.toLowerCase();
    if (/\p{L}|\p{N}/u.test(item) && found[kind].size < maxEach && !found[kind].has(key)) found[kind].set(key, item);
  }

  /** Everything below a key that means `kind`. */
  function collect(kind: Kind, value: unknown, depth: number): void {
    if (depth > maxDepth || --valuesLeft < 0) return;
    if (typeof value === "string") {
      for (const part of value.split(/[,;、，|]/)) add(kind, part);
    } else if (Array.isArray(value)) {
      for (const entry of value) collect(kind, entry, depth + 1);
    } else if (isRecord(value)) {
      const label = labelKeys.map((key) => value[key]).find((text) => typeof text === "string");
      if (typeof label === "string") add(kind, label);
      else collectMembers(kind, value, depth);
    }
  }

  /** `{"drama": 0.8, "horror": 0}`: names with scores, or further groups. */
  function collectMembers(kind: Kind, group: Readonly<Record<string, unknown>>, depth: number): void {
    const scores = Object.entries(group).filter((entry): entry is [string, number | true] => isScore(entry[1]));
    if (scores.length === 0) return walk(group, depth + 1, kind);
    for (const [key] of scores.toSorted(([, a], [, b]) => Number(b) - Number(a))) add(kind, key.replaceAll("_", " "));
  }

  function walk(value: unknown, depth: number, inherited?: Kind): void {
    if (depth > maxDepth || --valuesLeft < 0) return;
    if (Array.isArray(value)) for (const entry of value) walk(entry, depth + 1, inherited);
    if (!isRecord(value)) return;
    for (const [key, member] of Object.entries(value)) {
      const word = key.toLowerCase().replace(/[^\p{L}]/gu, "");
      if (typeof member === "string" && nameKey.test(word)) name ??= toPlainLine(member, 40) || undefined;
      else if (typeof member === "string" && languageKey.test(word)) language ??= languageOf(member);
      else if (userKey.test(word)) walk(member, depth + 1);
      else {
        const kind = kindsOfKeys.find(([pattern]) => pattern.test(word))?.[1] ?? inherited;
        if (kind === undefined) walk(member, depth + 1);
        else if (kind === inherited && isRating(member)) add(kind, key.replaceAll("_", " "));
        else if (kind !== "ignored") collect(kind, member, depth + 1);
      }
    }
  }

  walk(analysis, 0);
  return {
    favourites: [...found.favourites.values()],
    genres: [...found.genres.values()],
    people: [...found.people.values()],
    name,
    language,
  };
}

/** More than nothing: a score of 0 or below says that it is not liked. */
function isScore(value: unknown): boolean {
  return value === true || (typeof value === "number" && value > 0);
}

/** `{"score": 0.8, "count": 12}`, which says of its key how much it is liked. */
function isRating(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const members = Object.values(value);
  return members.length > 0 && members.every((member) => typeof member === "number") && members.some(isScore);
}
