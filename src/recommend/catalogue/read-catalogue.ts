/** Catalogue files: CSV with a line of column names, or JSON with a list of objects. */
import { readFileSync } from "node:fs";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { readCsv } from "./read-csv.ts";
import { columnOf, readEntry, type Column } from "./read-entry.ts";

export interface CatalogueFile {
  readonly path: string;
  /** For entries that name none. */
  readonly kind?: string;
}

/** Entries of a JavaScript heap's comfort: each takes about 2 kB with its vector. */
const maxEntries = 200_000;

/**
 * @throws ReparteeError `config_invalid` that names the file and the line, when it cannot be read, has no title column,
 * an entry at fault, or the same id twice.
 */
export function readCatalogueFile({ path, kind }: CatalogueFile): readonly CatalogueEntry[] {
  try {
    const text = readFileSync(path, "utf8");
    return /\.json$/i.test(path) ? readCatalogueJson(text, kind) : readCatalogueCsv(text, kind);
  } catch (cause) {
    const { message, hint } = toReparteeError(cause);
    throw new ReparteeError("config_invalid", `Cannot use catalogue ${path}: ${message}`, {
      hint: hint ?? "docs/recommendations.md shows what a catalogue looks like.",
      param: "item_catalogs",
      cause,
    });
  }
}

export function readCatalogueCsv(text: string, kind?: string): readonly CatalogueEntry[] {
  const [header, ...records] = readCsv(text);
  const columns = header?.fields.map(columnOf) ?? [];
  if (!columns.includes("title")) {
    throw new ReparteeError("config_invalid", "Its first line names no column `title`.");
  }
  const entries = records.map(({ line, fields }) => {
    const raw = new Map<Column, unknown>();
    for (const [index, column] of columns.entries()) if (column !== undefined) raw.set(column, fields[index] ?? "");
    return readEntry(raw, { place: `line ${line}`, kind });
  });
  return checked(entries);
}

function readCatalogueJson(text: string, kind?: string): readonly CatalogueEntry[] {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  if (!Array.isArray(value)) throw new ReparteeError("config_invalid", "It holds no list of entries.");
  const entries = value.map((item: unknown, index) => {
    const place = `entry ${index + 1}`;
    if (typeof item !== "object" || item === null) {
      throw new ReparteeError("config_invalid", `Cannot use the ${place}: it is no object.`);
    }
    const raw = new Map<Column, unknown>();
    for (const [key, field] of Object.entries(item)) {
      const column = columnOf(key);
      if (column !== undefined) raw.set(column, field);
    }
    return readEntry(raw, { place, kind });
  });
  return checked(entries);
}

/** @throws ReparteeError `config_invalid` when two entries have one id. */
export function checked(entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  if (entries.length > maxEntries) {
    throw new ReparteeError("config_invalid", `It has ${entries.length} entries, wished at most ${maxEntries}.`);
  }
  const ids = new Set<string>();
  for (const { id } of entries) {
    if (ids.has(id)) throw new ReparteeError("config_invalid", `Two entries have the id ${JSON.stringify(id)}.`);
    ids.add(id);
  }
  return entries;
}
