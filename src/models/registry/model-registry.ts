import { ggufNamesOf } from "../../core/quantization.ts";
import type { PackageReference } from "../../core/package-reference.ts";
import { builtInEntries } from "./built-in-entries.ts";
import type { RegistryEntry, RegistryFile } from "./registry-entry.ts";

/** The models that can be asked for by name. */
export interface ModelRegistry {
  readonly entries: readonly RegistryEntry[];
  /** By name, in any case of letters. */
  find(name: string): RegistryEntry | undefined;
  /** The entry whose original or mirror is this repository, in any case of letters. */
  findRepository(repository: string): RegistryEntry | undefined;
  /** The entry, and the file of it, that this one package holds. A reference without a version means any. */
  findPackage(reference: PackageReference): { readonly entry: RegistryEntry; readonly file: RegistryFile } | undefined;
}

/** The built-in entries and the user's; a user's entry takes the place of a built-in one of its name. */
export function createModelRegistry(userEntries: readonly RegistryEntry[] = []): ModelRegistry {
  const byName = new Map<string, RegistryEntry>();
  for (const entry of [...builtInEntries, ...userEntries]) byName.set(entry.name.toLowerCase(), entry);
  const entries = [...byName.values()];
  return {
    entries,
    find: (name) => byName.get(name.toLowerCase()),
    findRepository(repository) {
      const wanted = repository.toLowerCase();
      /* A user's entry was added later and is the better answer. */
      return entries.findLast(
        (entry) => entry.original.toLowerCase() === wanted || entry.repository.toLowerCase() === wanted,
      );
    },
    findPackage(reference) {
      for (const entry of entries.toReversed()) {
        const file = entry.files.find(({ packages = [] }) => packages.length === 1 && packages.some(isSame(reference)));
        if (file !== undefined) return { entry, file };
      }
      return undefined;
    },
  };
}

function isSame(asked: PackageReference): (known: PackageReference) => boolean {
  return (known) =>
    known.client === asked.client &&
    known.package === asked.package &&
    known.path === asked.path &&
    (asked.version === undefined || asked.version === known.version);
}

/** The file of an entry by quantization or its class, in any case of letters; the default one when none is named. */
export function fileOf(entry: RegistryEntry, quantization?: string): RegistryFile | undefined {
  for (const wanted of ggufNamesOf(quantization ?? entry.defaultQuantization)) {
    const found = entry.files.find((file) => file.quantization.toUpperCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
