/**
 * A server without a model gets itself one: the best for this machine where that is here. Else a small one comes first,
 * from whichever source answers, and the best takes its place once it has arrived. Meanwhile the server already answers.
 */
import type { Clock } from "../../core/clock.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { pause } from "../download/retry-delay.ts";
import type { LocalModels } from "../local/local-models.ts";
import { starterModelName } from "../registry/built-in-entries.ts";
import type { ModelChoice } from "../registry/choose-model.ts";
import { fileOf, type ModelRegistry } from "../registry/model-registry.ts";
import type { EditableModelPool } from "./create-model-pool.ts";
import type { ModelEntry } from "./model-entry.ts";

export interface FirstRun {
  /** True until a model is chosen, or it is clear that none can be. */
  readonly choosing: boolean;
  /** The model that answers, or is on its way here, once it is in the pool. */
  readonly modelName: string | undefined;
  /** Gives up what is being downloaded. */
  stop(): void;
}

export interface FirstRunOptions {
  readonly local: Pick<LocalModels, "choose" | "findDownloaded" | "pull">;
  readonly registry: Pick<ModelRegistry, "find">;
  readonly pool: EditableModelPool;
  readonly toEntry: (choice: FileChoice) => ModelEntry;
  readonly clock: Clock;
  readonly log: Log;
}

/** A model of the registry, and which of its files. */
export type FileChoice = Pick<ModelChoice, "entry" | "file">;

/** Between tries to bring the best model; doubled each time, as a network that is closed mostly stays so. */
const firstRetryMs = 60_000;
const lastRetryMs = 3_600_000;

/**
 * Returns at once; the rest goes on in the background. A load that fails is logged once, by the pool, and tried again
 * only when somebody asks for it: without a network each request would else wait for one more try.
 */
export function startFirstRun(options: FirstRunOptions): FirstRun {
  const { local, registry, pool, toEntry, clock, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let choosing = true;
  let modelName: string | undefined;

  /** Adds a model to the pool, unless somebody has asked for it by name meanwhile, and begins to load it. */
  function use(choice: FileChoice): string {
    const entry = toEntry(choice);
    if (pool.status(entry.name) === undefined) pool.add({ ...entry, preload: true, cooldownMs: Infinity });
    else pool.preload(entry.name);
    return entry.name;
  }

  async function isReady(name: string): Promise<boolean> {
    try {
      await pool.load(name, { signal });
      return true;
    } catch (error) {
      // The pool has reported why.
      if (error instanceof ReparteeError) return false;
      throw error;
    }
  }

  async function run(): Promise<void> {
    const starter = starterOf(registry);
    const best = await chooseBest(local, starter);
    log.info(
      {
        model: best.entry.name,
        quantization: best.file.quantization,
        aboutBytes: best.file.aboutBytes,
        reason: best.reason,
      },
      "no model is configured; this one suits the machine and is loaded, or downloaded first",
    );
    const isHere = (await local.findDownloaded(referenceOf(best))) !== undefined;
    if (starter === undefined || isHere || starter.entry.name === best.entry.name) {
      modelName = use(best);
      return;
    }
    modelName = use(starter);
    choosing = false;
    log.info({ model: modelName, aboutBytes: starter.file.aboutBytes }, "a small model answers until that one is here");
    await isReady(modelName);
    if (!(await bringBest(best, modelName))) return;
    const name = use(best);
    if (!(await isReady(name))) return;
    modelName = name;
    log.info({ model: name }, "the model that suits the machine is here and answers from now on");
  }

  /** False when it was given up. */
  async function bringBest(best: FileChoice, starterName: string): Promise<boolean> {
    let hasReported = false;
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(lastRetryMs, waitMs * 2)) {
      try {
        await local.pull(referenceOf(best), { signal });
        return true;
      } catch (thrown) {
        if (signal.aborted) return false;
        const { code, message } = toReparteeError(thrown);
        const answering = pool.status(starterName)?.state === "failed" ? undefined : starterName;
        if (!hasReported) log.warn({ reason: message }, whyNotYet(code, best.entry.name, answering));
        hasReported = true;
      }
      await pause(clock, waitMs, signal);
      // The network may be back, and the small model is the sooner of the two.
      if (pool.status(starterName)?.state === "failed") await isReady(starterName);
    }
  }

  run()
    .catch((thrown: unknown) => {
      if (signal.aborted) return;
      const error = toReparteeError(thrown);
      if (error.code !== "draining") log.warn({ err: error }, "no model is configured, and none could be chosen");
    })
    .finally(() => {
      choosing = false;
    });
  return {
    get choosing() {
      return choosing;
    },
    get modelName() {
      return modelName;
    },
    stop: () => stopping.abort(),
  };
}

/** @param answering Undefined when the small model could not be had either. */
function whyNotYet(code: string, best: string, answering: string | undefined): string {
  const problem =
    code === "hub_unreachable" || code === "download_stalled"
      ? "the model hub cannot be reached"
      : `${best} cannot be downloaded`;
  const meanwhile = answering === undefined ? "written replies are given" : `${answering} answers`;
  return `${problem}; ${meanwhile} until ${best} has come, which is tried again from time to time`;
}

function starterOf(registry: Pick<ModelRegistry, "find">): FileChoice | undefined {
  const entry = registry.find(starterModelName);
  const file = entry === undefined ? undefined : fileOf(entry);
  return entry === undefined || file === undefined ? undefined : { entry, file };
}

/** The small one on a machine that is too small for all others. */
async function chooseBest(
  local: Pick<LocalModels, "choose">,
  starter: FileChoice | undefined,
): Promise<FileChoice & { readonly reason: string }> {
  try {
    return await local.choose();
  } catch (error) {
    if (starter === undefined || !(error instanceof ReparteeError) || error.code !== "model_not_found") throw error;
    return { ...starter, reason: error.message };
  }
}

function referenceOf({ entry, file }: FileChoice): string {
  return `${entry.name}:${file.quantization}`;
}
