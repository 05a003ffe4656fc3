/** One thing that can be recommended. */
export interface CatalogueEntry {
  /** Unique within all catalogues of a server. */
  readonly id: string;
  readonly title: string;
  /** Of the first release; of the first season. Absent where a catalogue's things have none. */
  readonly year?: number;
  /** Of the last season; absent for what is no series, and for one that still runs. */
  readonly endYear?: number;
  /** Such as `movie`, `series`, `book`. */
  readonly kind: string;
  /** Lower case: `science fiction`. */
  readonly genres: readonly string[];
  /** What it is about, in words that people ask with: `heist`, `road trip`. */
  readonly themes?: readonly string[];
  /** Directors of a film, creators of a series, authors of a book. */
  readonly directors: readonly string[];
  readonly cast: readonly string[];
  readonly description: string;
  /** In other languages and countries. */
  readonly alternativeTitles: readonly string[];
  /** Such as `French`. */
  readonly origin?: string;
  /** What it is a part of: two parts of one are as alike as two works of one director. */
  readonly franchise?: string;
  /** 1: nearly everybody knows it; 2: most who follow the field do; 3: fewer. */
  readonly popularity: 1 | 2 | 3;
}

/** Everything that tells what an entry is about, for embedding. */
export function describeEntry(entry: CatalogueEntry): string {
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
