import { fileURLToPath } from "node:url";
import type { CatalogEntry } from "./catalog-entry.ts";
import { checked, readCatalogFile, type CatalogFile } from "./read-catalog.ts";

/** Next to `src` in a clone and next to `dist` in the package: three folders up from here in both. */
const builtInPath = fileURLToPath(new URL("../../../catalogs/films-and-series.csv", import.meta.url));

/** The films and series that come with Repartee. */
export function builtInCatalog(): readonly CatalogEntry[] {
  return readCatalogFile({ path: builtInPath });
}

/**
 * The items to recommend: the user's own files, and the built-in films and series for the kinds that no file has.
 * @throws ReparteeError `config_invalid`, as `readCatalogFile`.
 */
export function openCatalog(files: readonly CatalogFile[]): readonly CatalogEntry[] {
  const own = files.flatMap((file) => readCatalogFile(file));
  const ownKinds = new Set(own.map(({ kind }) => kind));
  return checked([...own, ...builtInCatalog().filter(({ kind }) => !ownKinds.has(kind))]);
}
