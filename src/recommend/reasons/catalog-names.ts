import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { describeEntry } from "../catalog/catalog-entry.ts";
import { contentWords } from "../embedding/content-words.ts";
import { createTitleFinder, type TitleFinder } from "../ranking/named-titles.ts";

/** What a catalog's names and words are, for telling whether a text speaks of one of its entries or of another. */
export interface CatalogNames {
  readonly titles: TitleFinder;
  /** A part of somebody's name that is no ordinary word of the catalog. In any case. */
  isNamePart(word: string): boolean;
  /** A word that so many entries have that it says nothing of any of them: `man`, `young`. As `contentWords` gives it. */
  isCommon(word: string): boolean;
}

/** Of the entries; a word that more have is common. Of the built-in catalog these are some 20 words. */
const commonShare = 0.03;

export function readCatalogNames(entries: readonly CatalogEntry[]): CatalogNames {
  const counts = new Map<string, number>();
  const nameParts = new Set<string>();
  for (const entry of entries) {
    for (const word of new Set(contentWords(describeEntry(entry)))) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const person of [...entry.directors, ...entry.cast]) {
      for (const part of person.toLowerCase().match(/\p{L}{4,}/gu) ?? []) nameParts.add(part);
    }
  }
  const ordinary = new Set(entries.flatMap(({ description }) => description.match(/(?<!\p{L})\p{Ll}+/gu) ?? []));
  return {
    titles: createTitleFinder(entries),
    isNamePart: (word) => nameParts.has(word.toLowerCase()) && !ordinary.has(word.toLowerCase()),
    isCommon: (word) => (counts.get(word) ?? 0) > entries.length * commonShare,
  };
}
