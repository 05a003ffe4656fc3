import { z } from "zod";
import type { LocalModel, PullOptions } from "../models/local/local-models.ts";
import type { ModelStatus, RunningModel } from "../models/pool/model-pool.ts";
import { removeModel, type RemovedModel } from "../models/pool/remove-model.ts";
import { filledString, readValue } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { abortableShape, callbackSchema, checkName, neverAborted, type Abortable } from "./request-options.ts";

/** The models of this program, and their files. */
export interface ReparteeModels {
  list(): readonly ModelStatus[];
  /** Those in memory, loading and unloading ones included. */
  running(): readonly RunningModel[];
  /**
   * Adds a model by any reference: a path to a `.gguf` file, a folder, a name of the registry, a repository of the hub,
   * `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo`. Nothing is loaded. Returns the name that requests use.
   * @throws ReparteeError `model_not_found`, `invalid_request` when another model has that name.
   */
  add(reference: string): string;
  /**
   * Loads a model now instead of at its first request. With `onDemandModels` it may be any model of the registry or of the
   * hub, which is downloaded where needed and added. @throws ReparteeError
   */
  load(name: string, options?: LoadWaitOptions): Promise<ModelStatus>;
  /** Waits for the requests that hold the model, then frees its memory. @throws ReparteeError `model_not_found` */
  unload(name: string): Promise<ModelStatus>;
  /**
   * Downloads a model's files; resolves at once when they are on this machine. Aborting keeps what has arrived, and the
   * next call continues it. @throws ReparteeError those of downloads in docs/errors.md; `cancelled`.
   */
  pull(reference: string, options?: PullModelOptions): Promise<LocalModel>;
  /** Deletes what was downloaded of a model. @throws ReparteeError `model_not_found`, `model_in_use` */
  remove(name: string): Promise<RemovedModel>;
}

export interface LoadWaitOptions extends Abortable {
  /** Called with 0–1 while the model loads. */
  readonly onProgress?: (fraction: number) => void;
}

export interface PullModelOptions extends Partial<PullOptions> {}

const loadOptionsSchema = z.object({
  ...abortableShape,
  onProgress: callbackSchema<NonNullable<LoadWaitOptions["onProgress"]>>(),
});
const pullOptionsSchema = z.object({
  ...abortableShape,
  onProgress: callbackSchema<NonNullable<PullOptions["onProgress"]>>(),
  onConvert: callbackSchema<NonNullable<PullOptions["onConvert"]>>(),
  quantization: filledString.optional(),
});

export function createModelFunctions(context: ApiContext): ReparteeModels {
  return {
    list: () => context.use().pool.list(),
    running: () => context.use().pool.running(),
    add(reference) {
      const app = context.use();
      checkName(reference, "reference");
      return app.addModel(reference);
    },
    async load(name, options = {}) {
      const { onDemand } = context.use();
      checkName(name, "name");
      const { signal = neverAborted(), onProgress } = readValue(loadOptionsSchema, options);
      return await onDemand.load(name, { signal, onProgress });
    },
    async unload(name) {
      const { onDemand, pool } = context.use();
      checkName(name, "name");
      return await pool.unload((await onDemand.find(name)) ?? name);
    },
    async pull(reference, options = {}) {
      const { library } = context.use();
      checkName(reference, "reference");
      const { signal = neverAborted(), ...rest } = readValue(pullOptionsSchema, options);
      return await library.pull(reference, { ...rest, signal });
    },
    async remove(name) {
      const { library, onDemand, pool } = context.use();
      checkName(name, "name");
      return await removeModel(name, { local: library, onDemand, pool });
    },
  };
}
