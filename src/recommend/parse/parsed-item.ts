/** One recommendation as a model wrote it, before anything was looked up. */
export interface ParsedItem {
  /** The candidate that the model named by its id; null when it named none, or none of those it was given. */
  readonly id: string | null;
  /** Without markers, quotes and year. Empty only beside an `id`. */
  readonly title: string;
  /** The title in another language, where it stands in brackets after the first: `Spirited Away (千と千尋の神隠し)`. */
  readonly alternativeTitle: string | null;
  /** The first year of a range. */
  readonly year: number | null;
  /** The last year of a range; `present` while a series is running; null where one year, or none, was given. */
  readonly endYear: number | "present" | null;
  readonly description: string | null;
  /** Why it suits this person. */
  readonly reason: string | null;
  /** What the model said of itself, 0–1; null when it said nothing that can be read without guessing. */
  readonly confidence: number | null;
  /** False when the reply was cut inside this item: its last field may be half a field. */
  readonly isComplete: boolean;
}

/** A whole reply, or what came of it. */
export interface ParsedList {
  readonly items: readonly ParsedItem[];
  /** What stood before, between and after the items, as it was written; no markup of lists, tables and JSON. */
  readonly text: string;
  /** What was cut before it was an item: half a title, an open JSON object. Empty for a whole reply. */
  readonly unfinished: string;
}

/** The fields of an item that have a name in replies. */
export type ItemField = "id" | "title" | "year" | "description" | "reason" | "confidence";
