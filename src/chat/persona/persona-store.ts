/**
 * The personas of a running program: read at start, read again when a file changes, with the stored overrides applied.
 *
 * 1. A file that breaks while the program runs keeps its last good version; each problem is logged once.
 * 2. An override that cannot be read, or does not fit any more, is ignored and logged; it never fails a reply.
 */
import type { Clock } from "../../core/clock.ts";
import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { createMutex } from "../../core/mutex.ts";
import type { PersonaOverrideStore, WriteOutcome } from "../../core/stores.ts";
import { withStoreTimeout } from "../../core/with-timeout.ts";
import { loadPersonas, type PersonaFile } from "./load-personas.ts";
import { mergeOverride } from "./merge-override.ts";
import { unknownPersona } from "./persona-error.ts";
import type { Persona } from "./persona.ts";
import { watchFolders, type FolderWatch } from "./watch-folders.ts";

export interface PersonaStoreOptions {
  /** Later ones win. */
  readonly folders: readonly string[];
  readonly overrides: PersonaOverrideStore;
  readonly log: Log;
  readonly clock: Clock;
  /** Read files again when they change. */
  readonly watch: boolean;
}

export interface PersonaStore extends Disposable {
  /** As in their files, sorted by name. */
  list(): readonly Persona[];
  /** With its override. @throws ReparteeError `persona_not_found` naming those that exist. */
  get(name: string): Promise<Persona>;
  /** Stores an override. @throws ReparteeError `persona_not_found`, `invalid_request`, `storage_unavailable`. */
  override(
    name: string,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<WriteOutcome & { readonly persona: Persona }>;
  /** Removes the override; false when there was none. @throws ReparteeError as `override`. */
  restore(name: string): Promise<boolean>;
  /** Reads the files again now. */
  reload(): Promise<void>;
}

/** The longest time that a reply waits for the override of its persona. */
const overrideTimeoutMs = 1_000;

interface MergedPersona {
  readonly fields: unknown;
  readonly override: string;
  readonly persona: Persona;
}

export async function createPersonaStore(options: PersonaStoreOptions): Promise<PersonaStore> {
  const { clock, folders, log, overrides } = options;
  let files = new Map<string, PersonaFile>();
  /** A problem is logged once, not at every request. */
  let logged = new Set<string>();
  const merged = new Map<string, MergedPersona>();
  let watching: FolderWatch | undefined;
  const loading = createMutex();

  async function load(): Promise<void> {
    const { files: found, errors } = await loadPersonas(folders);
    const next = new Map(found.map((file) => [file.persona.name, file]));
    const broken = new Set(errors.map(({ file }) => file));
    for (const [name, file] of files) if (broken.has(file.file) && !next.has(name)) next.set(name, file);
    const isReload = files.size > 0;
    files = next;
    for (const { file, error } of errors) {
      if (logged.has(error.message)) continue;
      log.error({ file, line: error.facts["line"], err: error }, "persona file could not be used");
    }
    if (isReload) log.info({ personas: [...files.keys()], broken: broken.size }, "personas were read again");
    logged = new Set(errors.map(({ error }) => error.message));
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
      return await withStoreTimeout(overrides.get(name), overrideTimeoutMs, clock);
    } catch (thrown) {
      warnOnce(thrown, name, "override of a persona could not be read");
      return undefined;
    }
  }

  function warnOnce(thrown: unknown, persona: string, message: string): void {
    const error = toReparteeError(thrown);
    if (logged.has(error.message)) return;
    logged.add(error.message);
    log.warn({ persona, err: error }, message);
  }

  await load();
  if (options.watch) watching = watchFolders(folders, clock, () => void reload());

  return {
    list: () => [...files.values()].map(({ persona }) => persona).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    async get(name) {
      const { persona, fields } = fileOf(name);
      const override = await storedOverride(name);
      if (override === undefined) return persona;
      const known = merged.get(name);
      if (known !== undefined && known.fields === fields && known.override === override) return known.persona;
      try {
        const changed = mergeOverride(fields, JSON.parse(override));
        merged.set(name, { fields, override, persona: changed });
        return changed;
      } catch (thrown) {
        warnOnce(thrown, name, "override of a persona does not fit it and is ignored");
        return persona;
      }
    },
    async override(name, changes) {
      const persona = mergeOverride(fileOf(name).fields, changes);
      return { ...(await overrides.put(name, JSON.stringify(changes))), persona };
    },
    async restore(name) {
      fileOf(name);
      return await overrides.remove(name);
    },
    reload,
    [Symbol.dispose]: () => watching?.close(),
  };
}
