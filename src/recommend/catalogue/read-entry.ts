/** One record of a catalogue file as an entry: column names are matched tolerantly, values strictly. */
import { ReparteeError } from "../../core/errors.ts";
import type { CatalogueEntry } from "./catalogue-entry.ts";

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
  directors: ["directors", "director", "creator", "creators", "author", "authors", "artist", "by"],
  cast: ["cast", "actors", "actor", "stars", "people"],
  description: ["description", "summary", "plot", "overview", "synopsis"],
  alternativeTitles: ["alternative_titles", "aliases", "alias", "original_title", "also_known_as"],
  origin: ["origin", "country", "countries"],
  franchise: ["franchise", "series", "collection", "saga"],
  popularity: ["popularity", "tier"],
} as const;

const columnOfName: ReadonlyMap<string, Column> = new Map(
  Object.entries(columnNames).flatMap(([column, names]) => names.map((name) => [name, column as Column] as const)),
);

/** `Release Year` → `year`; undefined for a column that has no use here. */
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
  /** What stands where the file names no kind. */
  readonly kind?: string;
  /** Where the record is, for errors: `line 12`. */
  readonly place: string;
}

/** @throws ReparteeError `config_invalid` that says where, what was found and what is wished. */
export function readEntry(raw: RawRecord, { kind, place }: EntryDefaults): CatalogueEntry {
  const title = text(raw, "title");
  if (title === "") throw wrong(place, "it has no title, wished a text in the column `title`");
  const year = readYear(raw, "year", place);
  const endYear = readYear(raw, "endYear", place);
  if (year !== undefined && endYear !== undefined && endYear < year) {
    throw wrong(place, `it ends in ${endYear}, before ${year}, in which it begins`);
  }
  const kindGiven = text(raw, "kind").toLowerCase() || kind;
  if (kindGiven === undefined) throw wrong(place, "it has no kind, wished one in the column `kind` or in the setting");
  const id = text(raw, "id") || idOf(title, year);
  const origin = text(raw, "origin");
  const franchise = text(raw, "franchise");
  const themes = list(raw, "themes");
  return {
    id,
    title,
    year,
    endYear,
    kind: kindGiven,
    genres: list(raw, "genres").map((genre) => genre.toLowerCase()),
    ...(themes.length === 0 ? {} : { themes }),
    directors: list(raw, "directors"),
    cast: list(raw, "cast"),
    description: text(raw, "description"),
    alternativeTitles: list(raw, "alternativeTitles"),
    ...(origin === "" ? {} : { origin }),
    ...(franchise === "" ? {} : { franchise }),
    popularity: readPopularity(raw, place),
  };
}

/** A catalogue's longest useful text; more would only make the prompt longer. */
const maxTextLength = 2_000;

function text(raw: RawRecord, column: Column): string {
  const value = raw.get(column);
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.trim().slice(0, maxTextLength) : "";
}

/** A list of JSON, or a text whose parts are set apart by semicolons, bars or, without those, commas. */
function list(raw: RawRecord, column: Column): readonly string[] {
  const value = raw.get(column);
  const parts: readonly unknown[] = Array.isArray(value) ? value : splitList(text(raw, column), column);
  return parts.flatMap((part) => (typeof part === "string" && part.trim() !== "" ? [part.trim()] : []));
}

function splitList(joined: string, column: Column): readonly string[] {
  if (/[;|]/.test(joined)) return joined.split(/[;|]/);
  // A title may hold a comma; names and genres do not.
  return column === "alternativeTitles" ? [joined] : joined.split(",");
}

function readYear(raw: RawRecord, column: "year" | "endYear", place: string): number | undefined {
  const given = text(raw, column);
  if (given === "") return undefined;
  const match = /^(\d{4})(?:-\d{2}-\d{2})?$/.exec(given);
  const year = Number(match?.[1]);
  if (match !== null && year >= 1000 && year <= 2200) return year;
  throw wrong(place, `its year is ${JSON.stringify(given.slice(0, 40))}, wished four digits or YYYY-MM-DD`);
}

function readPopularity(raw: RawRecord, place: string): 1 | 2 | 3 {
  const given = text(raw, "popularity");
  if (given === "") return 2;
  if (given === "1") return 1;
  if (given === "2") return 2;
  if (given === "3") return 3;
  throw wrong(place, `its popularity is ${JSON.stringify(given.slice(0, 40))}, wished 1 (best known), 2 or 3`);
}

function idOf(title: string, year: number | undefined): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return year === undefined ? words : `${words}-${year}`;
}

function wrong(place: string, fault: string): ReparteeError {
  return new ReparteeError("config_invalid", `Cannot use the entry at ${place}: ${fault}.`);
}
