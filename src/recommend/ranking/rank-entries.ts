/** From a question and a taste to the entries worth offering, best first. */
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { diversify, type Ranked } from "../retrieval/diversify.ts";
import type { EntrySpace } from "../retrieval/entry-space.ts";

export interface Candidate extends Ranked {
  readonly entry: CatalogEntry;
  /** How far its score is above the catalog's mean, 0–1: comparable between embedders, unlike the score. */
  readonly fit: number;
}

export interface RankOptions {
  /** Undefined for a question without words. */
  readonly query: Float32Array | undefined;
  readonly taste: Float32Array | undefined;
  /** What may be offered: of the requested kind, neither seen nor disliked nor liked nor just named. */
  readonly isWanted: (entry: CatalogEntry) => boolean;
}

/** The query says what is requested now; the taste decides among what matches it. */
const queryWeight = 0.65;
/** Its weight when a score is so many deviations above the mean: a rare word matched, which says more than taste. */
const foundWeight = 0.85;
const foundDeviations = 5;
/** Steps by which a better known work is put before one that is otherwise as good; in standard deviations. */
const popularityStep = 0.35;
/** A smaller distance from the mean is chance as often as not: there the better known goes first. */
const chance = 1;
/** So many standard deviations above the average are a fit of 1. */
const fullFit = 6;
/** How many of the best are looked at for diversity. */
const candidateCount = 40;

export interface Ranking {
  /** At most 40, best and most different first. */
  readonly candidates: readonly Candidate[];
  /** As `Candidate.fit`, for any entry of the catalog. */
  fitOf(entry: CatalogEntry): number;
}

export function rankEntries(space: EntrySpace, { query, taste, isWanted }: RankOptions): Ranking {
  const scores = standardized(space, query, taste);
  const best = space.entries
    .flatMap((entry, place) => {
      if (!isWanted(entry)) return [];
      const deviations = scores?.[place] ?? 0;
      const worth = Math.max(0, deviations - chance) + popularityStep * (3 - entry.popularity);
      return [{ entry, place, deviations, worth }];
    })
    .toSorted((a, b) => b.worth - a.worth)
    .slice(0, candidateCount);
  const top = Math.max(1, best[0]?.worth ?? 1);
  const candidates = best.map(({ entry, place, deviations, worth }) => ({
    entry,
    score: worth / top,
    fit: toFit(deviations),
    vector: space.index.vector(place),
    names: [...entry.directors, ...(entry.franchise === undefined ? [] : [entry.franchise])],
  }));
  return {
    candidates: diversify(candidates, { limit: candidateCount }),
    fitOf(entry) {
      const place = space.placeOf(entry);
      return place === undefined ? 0 : toFit(scores?.[place] ?? 0);
    },
  };
}

function toFit(deviations: number): number {
  return Math.min(1, Math.max(0, deviations / fullFit));
}

/** Deviations of each entry from the catalog's average; undefined when there is nothing to compare with. */
function standardized(
  space: EntrySpace,
  query: Float32Array | undefined,
  taste: Float32Array | undefined,
): Float32Array | undefined {
  const asked = query === undefined ? undefined : deviationsOf(space.index.scores(query));
  const liked = taste === undefined ? undefined : deviationsOf(space.index.scores(taste));
  if (asked === undefined || liked === undefined) return asked ?? liked;
  const isFound = asked.some((deviations) => deviations >= foundDeviations);
  const weight = isFound ? foundWeight : queryWeight;
  return asked.map((deviations, place) => weight * deviations + (1 - weight) * (liked[place] ?? 0));
}

function deviationsOf(scores: Float32Array): Float32Array {
  const count = Math.max(1, scores.length);
  const mean = scores.reduce((sum, score) => sum + score, 0) / count;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / count;
  const deviation = Math.sqrt(variance);
  return scores.map((score) => (deviation === 0 ? 0 : (score - mean) / deviation));
}
