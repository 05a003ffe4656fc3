/**
 * The personas of a running program: read at start, read again when a file changes, with the changes that the store
 * keeps laid over them.
 *
 * 1. A file that breaks while the program runs keeps its last good version; what is wrong is logged once.
 * 2. An override that cannot be read, or does not fit any more, is left out and logged; it never fails a reply.
 */
import type { Clock } from "../../core/clock.ts";
import { toReparteeError, type ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { createMutex } from "../../core/mutex.ts";
import type { PersonaOverrideStore, WriteOutcome } from "../../core/stores.ts";
import { withStoreTimeout } from "../conversation/store-timeout.ts";
import { loadPersonas, type PersonaFile } from "./load-personas.ts";
import { mergeOverride } from "./merge-override.ts";
import { unknownPersona } from "./persona-error.ts";
import type { Persona } from "./persona.ts";
import { watchFolders, type FolderWatch } from "./watch-folders.ts";

export interface PersonaLibraryOptions {
  /** Later ones win. */
  readonly folders: readonly string[];
  readonly overrides: PersonaOverrideStore;
  readonly log: Log;
  readonly clock: Clock;
  /** Read files again when they change. */
  readonly watch: boolean;
}

export interface PersonaLibrary extends Disposable {
  /** As they stand in their files, by name. */
  list(): readonly Persona[];
  /** With the store's changes. @throws ReparteeError `persona_not_found` naming those that exist. */
  get(name: string): Promise<Persona>;
  /** Changes fields of a persona. @throws ReparteeError `persona_not_found`, `invalid_request`, `storage_unavailable`. */
  override(
    name: string,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<WriteOutcome & { readonly persona: Persona }>;
  /** Back to the file; false when nothing was changed. @throws ReparteeError as `override`. */
  restore(name: string): Promise<boolean>;
  /** Reads the files again now. */
  reload(): Promise<void>;
}

/** A reply does not wait longer for the changes of its persona. */
const overrideMs = 1_000;

export async function createPersonaLibrary(options: PersonaLibraryOptions): Promise<PersonaLibrary> {
  const { clock, folders, log, overrides } = options;
  let files = new Map<string, PersonaFile>();
  /** Messages that were logged: a fault is told once, not at every look. */
  let told = new Set<string>();
  const merged = new Map<string, { readonly yaml: string; readonly override: string; readonly persona: Persona }>();
  let watching: FolderWatch | undefined;
  const loading = createMutex();

  async function load(): Promise<void> {
    const { files: found, errors } = await loadPersonas(folders);
    const next = new Map(found.map((file) => [file.persona.name, file]));
    const broken = new Set(errors.map(({ file }) => file));
    for (const [name, file] of files) if (broken.has(file.file) && !next.has(name)) next.set(name, file);
    const isReload = files.size > 0;
    files = next;
    const messages = new Set(errors.map(({ error }) => error.message));
    for (const { file, error } of errors) {
      if (told.has(error.message)) continue;
      log.error({ file, line: error.facts["line"], err: error }, "persona file could not be used");
    }
    if (isReload) log.info({ personas: [...files.keys()], broken: broken.size }, "personas were read again");
    told = messages;
  }

  function reload(): Promise<void> {
    return loading.run(load).catch((thrown: unknown) => {
      log.error({ err: thrown }, "personas could not be read again");
    });
  }

  function fileOf(name: string): PersonaFile {
    const file = files.get(name);
    if (file === undefined) throw unknownPersona(name, [...files.keys()].toSorted());
    return file;
  }

  async function storedOverride(name: string): Promise<string | undefined> {
    try {
      return await withStoreTimeout(overrides.get(name), overrideMs, clock);
    } catch (thrown) {
      tellOnce(toReparteeError(thrown), { persona: name }, "changes of a persona could not be read");
      return undefined;
    }
  }

  function tellOnce(error: ReparteeError, fields: object, message: string): void {
    if (told.has(error.message)) return;
    told.add(error.message);
    log.warn({ ...fields, err: error }, message);
  }

  await load();
  if (options.watch) watching = watchFolders(folders, clock, () => void reload());

  return {
    list: () => [...files.values()].map(({ persona }) => persona).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    async get(name) {
      const { persona, yaml } = fileOf(name);
      const override = await storedOverride(name);
      if (override === undefined) return persona;
      const known = merged.get(name);
      if (known?.yaml === yaml && known.override === override) return known.persona;
      try {
        const changed = mergeOverride(yaml, override);
        merged.set(name, { yaml, override, persona: changed });
        return changed;
      } catch (thrown) {
        tellOnce(toReparteeError(thrown), { persona: name }, "changes of a persona do not fit it and are left out");
        return persona;
      }
    },
    async override(name, changes) {
      const { yaml } = fileOf(name);
      const override = JSON.stringify(changes);
      const persona = mergeOverride(yaml, override);
      return { ...(await overrides.put(name, override)), persona };
    },
    async restore(name) {
      fileOf(name);
      return await overrides.remove(name);
    },
    reload,
    [Symbol.dispose]: () => watching?.close(),
  };
}
