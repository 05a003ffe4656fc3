/** One item that can be recommended. */
export interface CatalogEntry {
  /** Unique within all catalogs of a server. */
  readonly id: string;
  readonly title: string;
  /** Of the first release; of the first season. Absent for items without one. */
  readonly year?: number;
  /** Of the last season; absent for items that are no series, and for a series that still runs. */
  readonly endYear?: number;
  /** Such as `movie`, `series`, `book`. */
  readonly kind: string;
  /** Lower case: `science fiction`. */
  readonly genres: readonly string[];
  /** Its subjects, in the words of queries: `heist`, `road trip`. */
  readonly themes?: readonly string[];
  /** What it feels like, where its genres do not say: `slow`, `thoughtful`. Of `tones/tone.ts`. */
  readonly tones?: readonly string[];
  /** Directors of a film, creators of a series, authors of a book. */
  readonly directors: readonly string[];
  readonly cast: readonly string[];
  readonly description: string;
  /** In other languages and countries. */
  readonly alternativeTitles: readonly string[];
  /** Such as `French`. */
  readonly origin?: string;
  /** Two parts of one franchise are as similar as two works of one director. */
  readonly franchise?: string;
  /** 1: nearly everybody knows it; 2: most who follow the field do; 3: fewer. */
  readonly popularity: 1 | 2 | 3;
}

/** An entry's text for embedding. */
export function describeEntry(entry: CatalogEntry): string {
  const { title, genres, themes = [], directors, cast, description, origin, franchise } = entry;
  return [
    `${title}${entry.year === undefined ? "" : ` (${entry.year})`}`,
    [origin, ...genres, entry.kind].filter((part) => part !== undefined).join(" "),
    [...directors, ...cast].join(", "),
    franchise ?? "",
    themes.join(", "),
    description,
  ]
    .filter((part) => part !== "")
    .join(". ");
}
