import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { createTitleIndex } from "../ground/index.ts";

export interface Grounding {
  /**
   * The one entry that a title means; undefined where none fits, or several do. Without a kind all are looked through.
   * A year of null is one that nobody gave.
   */
  ground(title: string, year: number | null, kind: string | undefined): CatalogEntry | undefined;
  /** The entries between which `ground` cannot choose; none where it finds one, or nothing. */
  namesakes(title: string, year: number | null, kind: string | undefined): readonly CatalogEntry[];
}

/** Made when the first title is looked up: an index takes about 10 µs an entry. */
export function createGrounding(catalog: readonly CatalogEntry[]): Grounding {
  const indexes = new Map<string | undefined, ReturnType<typeof createIndex>>();

  function indexOf(kind: string | undefined): ReturnType<typeof createIndex> {
    const made = indexes.get(kind);
    if (made !== undefined) return made;
    const index = createIndex(kind === undefined ? catalog : catalog.filter((entry) => entry.kind === kind));
    // A kind that nothing is of is not remembered: there is no end of such words.
    if (index.size > 0) indexes.set(kind, index);
    return index;
  }

  return {
    ground(title, year, kind) {
      const match = indexOf(kind).match(title, year);
      return match.kind === "exact" || match.kind === "fuzzy" ? match.entry.entry : undefined;
    },
    namesakes(title, year, kind) {
      const match = indexOf(kind).match(title, year);
      return match.kind === "ambiguous" ? match.entries.map(({ entry }) => entry) : [];
    },
  };
}

function createIndex(entries: readonly CatalogEntry[]) {
  return createTitleIndex(
    entries.map((entry) => {
      const { id, title, year = null, alternativeTitles } = entry;
      const endYear = entry.endYear ?? (entry.kind === "series" ? Infinity : undefined);
      return { id, title, year, alternativeTitles, entry, endYear };
    }),
  );
}
