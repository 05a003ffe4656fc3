import { fileURLToPath } from "node:url";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { checked, readCatalogueFile, type CatalogueFile } from "./read-catalogue.ts";

/** Beside `src` in a clone and beside `dist` in the package: three folders up from here in both. */
const builtInPath = fileURLToPath(new URL("../../../catalogues/films-and-series.csv", import.meta.url));

/** The films and series that come with Repartee. */
export function builtInCatalogue(): readonly CatalogueEntry[] {
  return readCatalogueFile({ path: builtInPath });
}

/**
 * What can be recommended: the user's own files, and the built-in films and series for those kinds that no file brings.
 * @throws ReparteeError `config_invalid`, as `readCatalogueFile`.
 */
export function openCatalogue(files: readonly CatalogueFile[]): readonly CatalogueEntry[] {
  const own = files.flatMap((file) => readCatalogueFile(file));
  const ownKinds = new Set(own.map(({ kind }) => kind));
  return checked([...own, ...builtInCatalogue().filter(({ kind }) => !ownKinds.has(kind))]);
}
