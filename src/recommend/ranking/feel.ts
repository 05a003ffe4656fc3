/**
 * How alike two works feel, by their genres, tones and themes. The texts that are compared hold names and places as well:
 * "French" alone puts a war film beside a comedy of Paris.
 */
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { toneOf } from "../tones/entry-tones.ts";
import { tones, type Tone } from "../tones/tone.ts";
import { pointWeight, type TastePoint } from "./taste.ts";

/** Of the cosines of tones, genres and themes. */
const shares = { tones: 0.5, genres: 0.4, themes: 0.3 } as const;

/**
 * Of each entry to what somebody likes or named, less to what they dislike; undefined where none of it is in the catalog.
 * @param otherTones What is asked for to be otherwise: "like Amélie but sadder".
 */
export function feelScores(
  entries: readonly CatalogEntry[],
  points: readonly TastePoint[],
  otherTones: ReadonlySet<Tone>,
): Float32Array | undefined {
  const liked = points.flatMap((point) => {
    const weight = pointWeight(point);
    return weight === 0 || point.entry === undefined ? [] : [{ entry: point.entry, weight }];
  });
  if (liked.length === 0) return undefined;
  const compared = tones.filter((tone) => !otherTones.has(tone));
  const genresOf = createSets(entries, ({ genres }) => genres);
  const themesOf = createSets(entries, ({ themes = [] }) => themes);
  const likedSides = liked.map(({ entry, weight }) => ({ weight, ...sidesOf(entry) }));

  function sidesOf(entry: CatalogEntry): Sides {
    return {
      tones: compared.map((tone) => toneOf(entry, tone)),
      genres: genresOf(entry),
      themes: themesOf(entry),
    };
  }

  return Float32Array.from(entries, (entry) => {
    const sides = sidesOf(entry);
    return likedSides.reduce((sum, { weight, ...other }) => sum + weight * likeness(sides, other), 0);
  });
}

interface Sides {
  readonly tones: readonly number[];
  readonly genres: ReadonlyMap<string, number>;
  readonly themes: ReadonlyMap<string, number>;
}

function likeness(one: Sides, other: Sides): number {
  const dot = one.tones.reduce((sum, value, index) => sum + value * (other.tones[index] ?? 0), 0);
  return (
    shares.tones * perLengths(dot, lengthOf(one.tones), lengthOf(other.tones)) +
    shares.genres * cosineOf(one.genres, other.genres) +
    shares.themes * cosineOf(one.themes, other.themes)
  );
}

/** Words of an entry with their weights: a rare genre says more than drama. */
function createSets(
  entries: readonly CatalogEntry[],
  wordsOf: (entry: CatalogEntry) => readonly string[],
): (entry: CatalogEntry) => ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) for (const word of wordsOf(entry)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weightOf = (word: string): number =>
    Math.sqrt(Math.log((entries.length + 1) / ((counts.get(word) ?? 0) + 0.5)));
  return (entry) => new Map(wordsOf(entry).map((word) => [word, weightOf(word)]));
}

function cosineOf(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let dot = 0;
  for (const [word, weight] of one) dot += weight * (other.get(word) ?? 0);
  return perLengths(dot, lengthOf([...one.values()]), lengthOf([...other.values()]));
}

function perLengths(dot: number, one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : dot / (one * other);
}

function lengthOf(values: readonly number[]): number {
  return Math.hypot(...values);
}
