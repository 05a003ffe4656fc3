/** One recommendation as a model wrote it, before grounding. */
export interface ParsedItem {
  /** The candidate that the model named by its id; null when it named none, or none of those it was given. */
  readonly id: string | null;
  /** Without markers, quotes and year. Empty only beside an `id`. */
  readonly title: string;
  /** The title in another language, when it follows the first in brackets: `Spirited Away (千と千尋の神隠し)`. */
  readonly alternativeTitle: string | null;
  /** The first year of a range. */
  readonly year: number | null;
  /** The last year of a range; `present` while a series is running; null where one year, or none, was given. */
  readonly endYear: number | "present" | null;
  readonly description: string | null;
  /** Why the user may like it. */
  readonly reason: string | null;
  /** The model's own, 0–1; null when it gave none that can be read without guessing. */
  readonly confidence: number | null;
  /** False when the reply was cut inside this item: its last field may be half a field. */
  readonly isComplete: boolean;
}

/** A whole reply, or what came of it. */
export interface ParsedList {
  readonly items: readonly ParsedItem[];
  /** The text before, between and after the items; no markup of lists, tables and JSON. */
  readonly text: string;
  /** The end of a cut reply that is no item yet: half a title, an open JSON object. Empty for a whole reply. */
  readonly unfinished: string;
}

/** The fields of an item that have a name in replies. */
export type ItemField = "id" | "title" | "year" | "description" | "reason" | "confidence";
