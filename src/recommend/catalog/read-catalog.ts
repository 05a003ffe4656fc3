/** Catalog files: CSV with a line of column names, or JSON with a list of objects. */
import { readFileSync } from "node:fs";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { CatalogEntry } from "./catalog-entry.ts";
import { readCsv } from "./read-csv.ts";
import { columnOf, readEntry, type Column } from "./read-entry.ts";

export interface CatalogFile {
  readonly path: string;
  /** For entries that name none. */
  readonly kind?: string;
}

/** Each entry takes about 2 kB of memory with its vector. */
const maxEntries = 200_000;

/**
 * @throws ReparteeError `config_invalid` that names the file and the line, when it cannot be read, has no title column,
 * an entry at fault, or the same id twice.
 */
export function readCatalogFile({ path, kind }: CatalogFile): readonly CatalogEntry[] {
  try {
    const text = readFileSync(path, "utf8");
    return /\.json$/i.test(path) ? readCatalogJson(text, kind) : readCatalogCsv(text, kind);
  } catch (cause) {
    const { message, hint } = toReparteeError(cause);
    throw new ReparteeError("config_invalid", `Cannot use catalog ${path}: ${message}`, {
      hint: hint ?? "docs/recommendations.md shows what a catalog looks like.",
      param: "item_catalogs",
      cause,
    });
  }
}

export function readCatalogCsv(text: string, kind?: string): readonly CatalogEntry[] {
  const [header, ...records] = readCsv(text);
  const columns = header?.fields.map(columnOf) ?? [];
  if (!columns.includes("title")) {
    throw new ReparteeError("config_invalid", "expected a column `title` in the first line, got none");
  }
  const entries = records.map(({ line, fields }) => {
    const raw = new Map<Column, unknown>();
    for (const [index, column] of columns.entries()) if (column !== undefined) raw.set(column, fields[index] ?? "");
    return readEntry(raw, { place: `line ${line}`, kind });
  });
  return checked(entries);
}

function readCatalogJson(text: string, kind?: string): readonly CatalogEntry[] {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  if (!Array.isArray(value)) throw new ReparteeError("config_invalid", "expected an array of entries");
  const entries = value.map((item: unknown, index) => {
    const place = `entry ${index + 1}`;
    if (typeof item !== "object" || item === null) {
      throw new ReparteeError("config_invalid", `${place}: expected an object`);
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
export function checked(entries: readonly CatalogEntry[]): readonly CatalogEntry[] {
  if (entries.length > maxEntries) {
    throw new ReparteeError("config_invalid", `expected at most ${maxEntries} entries, got ${entries.length}`);
  }
  const ids = new Set<string>();
  for (const { id } of entries) {
    if (ids.has(id))
      throw new ReparteeError("config_invalid", `expected an id for each entry, got two with ${JSON.stringify(id)}`);
    ids.add(id);
  }
  return entries;
}
