/**
 * How much of what a question says an entry answers: "slow Korean thriller" is three things, and a Korean romance has one
 * of them, however near it lies for that one.
 */
import { describeEntry, type CatalogEntry } from "../catalog/catalog-entry.ts";
import { contentWords } from "../embedding/content-words.ts";
import { meaningsOf } from "../embedding/question-words.ts";
import { toneCoverage } from "../tones/entry-tones.ts";
import type { HeardTones } from "../tones/heard-tones.ts";

/** 0–1; undefined where the question says nothing that the catalog has words for. */
export type Coverage = (entry: CatalogEntry) => number | undefined;

const wordsOfEntry = new WeakMap<CatalogEntry, ReadonlySet<string>>();

/** @param likeness To the titles that the question names, 0–1; one of the things that it says. */
export function createCoverage(
  entries: readonly CatalogEntry[],
  heard: HeardTones,
  likeness?: (entry: CatalogEntry) => number,
): Coverage {
  const things = contentWords(heard.subject)
    .map((word) => new Set([word, ...meaningsOf(word).flatMap((meaning) => contentWords(meaning))]))
    .filter((words) => entries.some((entry) => hasOneOf(entry, words)));
  const count = things.length + heard.tones.size + (likeness === undefined ? 0 : 1);
  if (count === 0) return () => undefined;
  return (entry) => {
    const answered = things.filter((words) => hasOneOf(entry, words)).length;
    let sum = answered + (likeness?.(entry) ?? 0);
    for (const [tone, sign] of heard.tones) sum += toneCoverage(entry, tone, sign);
    return sum / count;
  };
}

function hasOneOf(entry: CatalogEntry, words: ReadonlySet<string>): boolean {
  let own = wordsOfEntry.get(entry);
  if (own === undefined) {
    own = new Set(contentWords(describeEntry(entry)));
    wordsOfEntry.set(entry, own);
  }
  for (const word of words) if (own.has(word)) return true;
  return false;
}
