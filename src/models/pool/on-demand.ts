/**
 * Models that nobody configured: those that are downloaded can be used by name, and more are downloaded and loaded when
 * somebody asks for that. They are in the pool from their first use until their files are deleted.
 */
import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { parseModelReference } from "../../core/model-reference.ts";
import { createMutex } from "../../core/mutex.ts";
import type { LocalModels } from "../local/local-models.ts";
import type { ModelRegistry } from "../registry/model-registry.ts";
import type { EditableModelPool } from "./create-model-pool.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { ModelPool, ModelStatus, WaitOptions } from "./model-pool.ts";

export interface OnDemandModels {
  /**
   * What the pool calls the model that a request names. One that is downloaded is added to the pool, unless it is there
   * under another of its names. Undefined: it is neither in the pool nor downloaded. Never rejects, never asks the hub.
   */
  find(name: string): Promise<string | undefined>;
  /**
   * Loads a model of the pool, and any other of the registry or the hub, downloading it first where needed. One that
   * could not be brought here does not stay in the pool.
   * @throws ReparteeError as `ModelPool.load` does; `model_not_found` for a reference that means nothing.
   */
  load(name: string, wait: WaitOptions): Promise<ModelStatus>;
  /** What is downloaded and not in the pool. */
  listDownloaded(): Promise<readonly ModelStatus[]>;
  /** Takes what was added by that name, and by others for the same files, out of the pool once the files are deleted. */
  forget(name: string): Promise<void>;
  /** What to do about a model that is not found. */
  hint(name: string): string;
}

export interface OnDemandOptions {
  readonly pool: EditableModelPool;
  readonly local: Pick<LocalModels, "findDownloaded" | "listDownloaded">;
  /** Other models of the pool that have no settings of their own: any reference to their files may mean them. */
  readonly plain: () => readonly NamedReference[];
  /** @throws ReparteeError `model_not_found` */
  readonly toEntry: (model: NamedReference) => ModelEntry;
  readonly registry: Pick<ModelRegistry, "find">;
  readonly log: Log;
}

export interface NamedReference {
  readonly name: string;
  readonly reference: string;
}

/** `GET /v1/models` is where names are found, whatever else there is. */
const listHint = "GET /v1/models lists the names";

/** For a server on which only what is configured answers. */
export function configuredOnly(pool: ModelPool): OnDemandModels {
  return {
    find: (name) => Promise.resolve(pool.status(name) === undefined ? undefined : name),
    load: (name, wait) => pool.load(name, wait),
    listDownloaded: () => Promise.resolve([]),
    forget: () => Promise.resolve(),
    hint: () => listHint,
  };
}

export function createOnDemandModels({ pool, local, plain, toEntry, registry, log }: OnDemandOptions): OnDemandModels {
  /** References by the names that the pool has for them. */
  const added = new Map<string, string>();
  /** One at a time: two names of one model must not both be added. */
  const adding = createMutex();

  function references(): readonly NamedReference[] {
    const own = [...added].map(([name, reference]) => ({ name, reference }));
    return [...plain(), ...own].filter(({ name }) => pool.status(name) !== undefined);
  }

  /** The model of the pool that reads these files. */
  async function nameOf(identity: string): Promise<string | undefined> {
    for (const { name, reference } of references()) {
      if ((await local.findDownloaded(reference))?.identity === identity) return name;
    }
    return undefined;
  }

  /** A model that means something else may have the short name. */
  function add(reference: string): string {
    const short = nameFor(reference);
    if (references().some(({ name }) => name === short)) return short;
    const name = pool.status(short) === undefined ? short : reference;
    pool.add(toEntry({ name, reference }));
    added.set(name, reference);
    log.info({ model: name, reference }, "model is known from now on, though it is not configured");
    return name;
  }

  async function findDownloaded(name: string): Promise<string | undefined> {
    if (pool.status(name) !== undefined) return name;
    const found = await local.findDownloaded(name);
    if (found === undefined) return undefined;
    return (await nameOf(found.identity)) ?? add(name);
  }

  async function find(name: string): Promise<string | undefined> {
    if (pool.status(name) !== undefined) return name;
    if (!isOfHub(name)) return undefined;
    try {
      return await adding.run(() => findDownloaded(name));
    } catch (thrown) {
      log.warn({ model: name, err: toReparteeError(thrown) }, "it is unknown whether a model is downloaded");
      return undefined;
    }
  }

  /** What failed and left nothing to try again with is reported to its caller only. */
  async function dropUnlessHere(name: string): Promise<void> {
    const reference = added.get(name);
    const state = pool.status(name)?.state;
    if (reference === undefined || (state !== "failed" && state !== "unloaded")) return;
    if ((await local.findDownloaded(reference)) === undefined) await drop(name);
  }

  async function drop(name: string): Promise<void> {
    if (added.delete(name) && pool.status(name) !== undefined) await pool.remove(name);
  }

  return {
    find,
    async load(name, wait) {
      const known = await find(name);
      if (known !== undefined || !isOfHub(name)) return await pool.load(known ?? name, wait);
      const own = add(name);
      try {
        return await pool.load(own, wait);
      } catch (error) {
        await dropUnlessHere(own);
        throw error;
      }
    },
    async listDownloaded() {
      const downloaded = await local.listDownloaded();
      const known = await Promise.all(references().map(({ reference }) => local.findDownloaded(reference)));
      const identities = new Set(known.map((model) => model?.identity));
      return downloaded
        .filter(({ name, identity }) => !identities.has(identity) && pool.status(name) === undefined)
        .map(({ name, engine, sizeBytes, arrivedSeconds }) => ({
          ...{ name, engine, sizeBytes, state: "unloaded", leases: 0, createdSeconds: arrivedSeconds },
        }));
    },
    async forget(name) {
      await adding.run(async () => {
        await drop(name);
        for (const one of [...added.keys()]) await dropUnlessHere(one);
      });
    },
    hint(name) {
      if (!isOfHub(name)) return listHint;
      const isKnown = ["hub", "package"].includes(parseModelReference(name).kind) || registry.find(name) !== undefined;
      const requested = isKnown ? name : "NAME";
      return `${listHint}; POST /models/${requested}/load, or \`repartee pull ${requested}\`, brings one of the registry or the hub`;
    },
  };
}

/** Paths, models of other servers and built-in engines belong to the operator of this one. */
function isOfHub(reference: string): boolean {
  const { kind } = parseModelReference(reference);
  return kind === "hub" || kind === "package" || kind === "unknown";
}

/** A revision is part of it: the pool may have several. */
function nameFor(reference: string): string {
  const parsed = parseModelReference(reference);
  return parsed.kind === "hub" && parsed.revision === undefined ? parsed.name : reference;
}
