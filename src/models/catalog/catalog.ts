import { ggufNamesOf } from "../../core/quantization.ts";
import { builtInEntries } from "./built-in-entries.ts";
import type { CatalogEntry, CatalogFile } from "./catalog-entry.ts";

/** The models that can be asked for by name. */
export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** By name, in any case of letters. */
  find(name: string): CatalogEntry | undefined;
  /** The entry whose original or mirror is this repository, in any case of letters. */
  findRepository(repository: string): CatalogEntry | undefined;
}

/** The built-in entries and the user's; a user's entry takes the place of a built-in one of its name. */
export function createCatalog(userEntries: readonly CatalogEntry[] = []): Catalog {
  const byName = new Map<string, CatalogEntry>();
  for (const entry of [...builtInEntries, ...userEntries]) byName.set(entry.name.toLowerCase(), entry);
  const entries = [...byName.values()];
  return {
    entries,
    find: (name) => byName.get(name.toLowerCase()),
    findRepository(repository) {
      const wanted = repository.toLowerCase();
      /* A user's entry was put in later and is the better answer. */
      return entries.findLast(
        (entry) => entry.original.toLowerCase() === wanted || entry.repository.toLowerCase() === wanted,
      );
    },
  };
}

/** The file of an entry by quantization or its class, in any case of letters; the default one when none is named. */
export function fileOf(entry: CatalogEntry, quantization?: string): CatalogFile | undefined {
  for (const wanted of ggufNamesOf(quantization ?? entry.defaultQuantization)) {
    const found = entry.files.find((file) => file.quantization.toUpperCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
