/** One record of a catalog file as an entry: column names are matched leniently, values strictly. */
import { z } from "zod";
import { readValue } from "../../schema/index.ts";
import { isTone, tones } from "../tones/tone.ts";
import type { CatalogEntry } from "./catalog-entry.ts";

/** Values by column, as they were found in the file. */
export type RawRecord = ReadonlyMap<Column, unknown>;

export type Column = keyof typeof columnNames;

const columnNames = {
  id: ["id", "key", "identifier"],
  title: ["title", "name", "titel", "titre", "titulo", "titolo"],
  year: ["year", "release_year", "released", "date", "jahr", "annee", "ano", "anno", "start_year"],
  endYear: ["end_year", "last_year"],
  kind: ["kind", "type", "category"],
  genres: ["genres", "genre", "tags", "topics"],
  themes: ["themes", "theme", "keywords"],
  tones: ["tones", "tone", "moods", "mood"],
  directors: ["directors", "director", "creator", "creators", "author", "authors", "artist", "by"],
  cast: ["cast", "actors", "actor", "stars", "people"],
  description: ["description", "summary", "plot", "overview", "synopsis"],
  alternativeTitles: ["alternative_titles", "aliases", "alias", "original_title", "also_known_as"],
  origin: ["origin", "country", "countries"],
  franchise: ["franchise", "series", "collection", "saga"],
  popularity: ["popularity", "tier"],
} as const;

const columns = Object.keys(columnNames) as readonly Column[];

const columnOfName: ReadonlyMap<string, Column> = new Map(
  Object.entries(columnNames).flatMap(([column, names]) => names.map((name) => [name, column as Column] as const)),
);

/** `Release Year` → `year`; undefined for other columns. */
export function columnOf(header: string): Column | undefined {
  const plain = header.normalize("NFKD").replace(/\p{M}/gu, "").trim();
  return columnOfName.get(
    plain
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase()
      .replace(/[^a-z]+/g, "_")
      .replace(/^_|_$/g, ""),
  );
}

export interface EntryDefaults {
  /** For files that name no kind. */
  readonly kind?: string;
  /** Where the record is, for errors: `line 12`. */
  readonly place: string;
}

/** @throws ReparteeError `config_invalid` with the place, the column, what was expected and what it has. */
export function readEntry(raw: RawRecord, { kind, place }: EntryDefaults): CatalogEntry {
  const record = Object.fromEntries(columns.map((column) => [column, raw.get(column)]));
  const withKind = toText(raw.get("kind")) === "" ? { ...record, kind } : record;
  return readValue(entrySchema, withKind, { code: "config_invalid", source: place });
}

/** Longer texts would only make the prompt longer. */
const maxTextLength = 2_000;

function toText(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.trim().slice(0, maxTextLength) : "";
}

const text = z.unknown().transform(toText);
const optionalText = text.transform((value) => (value === "" ? undefined : value));

/** An array, or a string of parts separated by semicolons, bars or, without those, commas. */
const list = listSplitBy(/[;|]/, ",");
/** A title may contain a comma. */
const titles = listSplitBy(/[;|]/);

function listSplitBy(separator: RegExp, otherwise?: string): z.ZodType<readonly string[]> {
  return z.unknown().transform((value) => {
    const joined = toText(value);
    const split = separator.test(joined) || otherwise === undefined ? separator : otherwise;
    const parts: readonly unknown[] = Array.isArray(value) ? value : joined.split(split);
    return parts.map(toText).filter((part) => part !== "");
  });
}

function isYear(value: string): boolean {
  const number = Number(/^(\d{4})(?:-\d{2}-\d{2})?$/.exec(value)?.[1]);
  return number >= 1000 && number <= 2200;
}

const yearColumn = text
  .refine((value) => value === "" || isYear(value), { error: "a year of four digits, or YYYY-MM-DD" })
  .transform((value) => (value === "" ? undefined : Number(value.slice(0, 4))));

const popularity = text
  .pipe(z.enum(["", "1", "2", "3"], { error: "1 (best known), 2 or 3" }))
  .transform((value) => (value === "1" ? 1 : value === "3" ? 3 : 2));

const entrySchema = z
  .object({
    id: text,
    title: text.pipe(z.string().min(1, { error: "a title" })),
    year: yearColumn,
    endYear: yearColumn,
    kind: text.pipe(z.string().toLowerCase().min(1, { error: "a kind, here or in the setting" })),
    genres: list.transform((genres) => genres.map((genre) => genre.toLowerCase())),
    themes: list.transform((themes) => (themes.length === 0 ? undefined : themes)),
    tones: list
      .transform((given) => given.map((tone) => tone.toLowerCase()))
      .pipe(z.array(z.string().refine(isTone, { error: `one of ${tones.join(", ")}` })))
      .transform((given) => (given.length === 0 ? undefined : given)),
    directors: list,
    cast: list,
    description: text,
    alternativeTitles: titles,
    origin: optionalText,
    franchise: optionalText,
    popularity,
  })
  .refine((entry) => entry.year === undefined || entry.endYear === undefined || entry.endYear >= entry.year, {
    path: ["endYear"],
    error: "no year before the first one",
  })
  .transform((entry): CatalogEntry => ({ ...entry, id: entry.id === "" ? idOf(entry.title, entry.year) : entry.id }));

function idOf(title: string, released: number | undefined): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return released === undefined ? words : `${words}-${released}`;
}
