/** From a question and a taste to the entries worth offering, best first. */
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { diversify, type Ranked } from "../retrieval/diversify.ts";
import type { EntrySpace } from "../retrieval/entry-space.ts";
import { toneFit } from "../tones/entry-tones.ts";
import type { HeardTones } from "../tones/heard-tones.ts";
import { createCoverage } from "./coverage.ts";
import { feelScores } from "./feel.ts";
import type { TastePoint } from "./taste.ts";

export interface Candidate extends Ranked {
  readonly entry: CatalogEntry;
  /** How far its score is above the catalog's mean, 0–1: comparable between embedders, unlike the score. */
  readonly fit: number;
}

/** A question and a taste as points of one space. */
export interface View {
  readonly space: EntrySpace;
  /** Undefined for a question without words. */
  readonly query: Float32Array | undefined;
  readonly taste: Float32Array | undefined;
}

export interface RankOptions {
  /** Of the same entries; their deviations are averaged. The vectors of the first tell what is alike. */
  readonly views: readonly [View, ...View[]];
  /** What the question says of tone and of what it does not want. */
  readonly heard: HeardTones;
  /** Whether titles are named in the question: then the taste is part of what is asked. */
  readonly namesTitles: boolean;
  /** What the tastes of the views were made of. */
  readonly points: readonly TastePoint[];
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

/**
 * What a tone that fits wholly counts, in standard deviations: more than the 2 to 3 of a genre, less than the 5 of a
 * rare word. One that is the opposite counts as much against.
 */
const toneWeight = 3;
/** Of how near an entry is to a taste; the rest is its text. */
const feelShare = 0.6;
/** What all that a question says counts against half of it. */
const coverageWeight = 1.5;

/** So many standard deviations nearer than the average is as like a named title as could be asked for. */
const wholeLikeness = 3;

export interface Ranking {
  /** At most 40, best and most different first. */
  readonly candidates: readonly Candidate[];
  /** For any entry of the catalog. */
  signsOf(entry: CatalogEntry): FitSigns;
}

export interface FitSigns {
  /** As `Candidate.fit`. */
  readonly fit: number;
  /** The share of the question that it answers, 0–1; undefined where that cannot be told. */
  readonly coverage: number | undefined;
}

export function rankEntries({ views, heard, namesTitles, points, isWanted }: RankOptions): Ranking {
  const [{ space }] = views;
  const { entries } = space;
  const feel = feelScores(entries, points, new Set(heard.tones.keys()));
  const feelDeviations = feel && deviationsOf(feel);
  const like = namesTitles ? averaged(views.map((view) => likedOf(view, feelDeviations))) : undefined;
  const likeness = (entry: CatalogEntry): number =>
    Math.min(1, Math.max(0, (like?.[space.placeOf(entry) ?? -1] ?? 0) / wholeLikeness));
  const coverageOf = createCoverage(entries, heard, like === undefined ? undefined : likeness);
  /** "Like Inception but easier": a tone chooses among what is like the title more than it finds. */
  const toneShare = like === undefined ? () => 1 : (entry: CatalogEntry) => (1 + likeness(entry)) / 2;
  const near = averaged(views.map((view) => standardized(view, feelDeviations)));
  const scores = entries.map((entry, place) => {
    const coverage = coverageOf(entry);
    return (
      (near?.[place] ?? 0) +
      toneWeight * toneShare(entry) * (toneFit(entry, heard) ?? 0) +
      (coverage === undefined ? 0 : coverageWeight * (coverage - 0.5))
    );
  });
  const best = entries
    .flatMap((entry, place) => {
      if (!isWanted(entry)) return [];
      const deviations = scores[place] ?? 0;
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
    signsOf(entry) {
      const place = space.placeOf(entry);
      return { fit: place === undefined ? 0 : toFit(scores[place] ?? 0), coverage: coverageOf(entry) };
    },
  };
}

function toFit(deviations: number): number {
  return Math.min(1, Math.max(0, deviations / fullFit));
}

/** Undefined where no view has anything to compare with. */
function averaged(each: readonly (Float32Array | undefined)[]): Float32Array | undefined {
  const known = each.filter((one) => one !== undefined);
  return known[0]?.map((_, place) => known.reduce((sum, one) => sum + (one[place] ?? 0), 0) / known.length);
}

/** Deviations of each entry from the catalog's average; undefined when there is nothing to compare with. */
function standardized(view: View, feel: Float32Array | undefined): Float32Array | undefined {
  const { space, query } = view;
  const asked = query === undefined ? undefined : deviationsOf(space.index.scores(query));
  const liked = likedOf(view, feel);
  if (asked === undefined || liked === undefined) return asked ?? liked;
  const isFound = asked.some((deviations) => deviations >= foundDeviations);
  const weight = isFound ? foundWeight : queryWeight;
  return asked.map((deviations, place) => weight * deviations + (1 - weight) * (liked[place] ?? 0));
}

/** How near each entry lies to the taste, by its text and by how it feels. */
function likedOf({ space, taste }: View, feel: Float32Array | undefined): Float32Array | undefined {
  if (taste === undefined) return undefined;
  const byText = deviationsOf(space.index.scores(taste)).map((one) => Math.min(one, wholeLikeness));
  return feel === undefined
    ? byText
    : byText.map((one, place) => (1 - feelShare) * one + feelShare * (feel[place] ?? 0));
}

function deviationsOf(scores: Float32Array): Float32Array {
  const count = Math.max(1, scores.length);
  const mean = scores.reduce((sum, score) => sum + score, 0) / count;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / count;
  const deviation = Math.sqrt(variance);
  return scores.map((score) => (deviation === 0 ? 0 : (score - mean) / deviation));
}
