/** A server without a model gets itself one: chosen for this machine, downloaded and loaded while it already answers. */
import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { ModelChoice } from "../registry/choose-model.ts";
import type { EditableModelPool } from "./create-model-pool.ts";
import type { LocalModels } from "../local/local-models.ts";
import type { ModelEntry } from "./model-entry.ts";

export interface FirstRun {
  /** True until a model is chosen, or it is clear that none can be. */
  readonly choosing: boolean;
  /** The chosen model's name, once it is in the pool. */
  readonly modelName: string | undefined;
}

export interface FirstRunOptions {
  readonly local: Pick<LocalModels, "choose">;
  readonly pool: EditableModelPool;
  readonly toEntry: (choice: ModelChoice) => ModelEntry;
  readonly log: Log;
}

/**
 * Returns at once; the rest goes on in the background. A load that fails is logged once, by the pool, and tried again
 * only when somebody asks for it: without a network each request would else wait for one more try.
 */
export function startFirstRun({ local, pool, toEntry, log }: FirstRunOptions): FirstRun {
  let choosing = true;
  let modelName: string | undefined;

  async function run(): Promise<void> {
    try {
      const choice = await local.choose();
      const entry = toEntry(choice);
      const { reason, hardwareClass, file } = choice;
      log.info(
        { model: entry.name, quantization: file.quantization, aboutBytes: file.aboutBytes, hardwareClass, reason },
        "no model is configured; this one suits the machine and is loaded, or downloaded first",
      );
      // Somebody may have asked for it by name meanwhile.
      if (pool.status(entry.name) === undefined) pool.add({ ...entry, preload: true, cooldownMs: Infinity });
      else pool.preload(entry.name);
      modelName = entry.name;
    } catch (thrown) {
      const error = toReparteeError(thrown);
      if (error.code !== "draining") log.warn({ err: error }, "no model is configured, and none could be chosen");
    } finally {
      choosing = false;
    }
  }

  void run();
  return {
    get choosing() {
      return choosing;
    },
    get modelName() {
      return modelName;
    },
  };
}
