import { ReparteeError } from "../../core/errors.ts";
import { parseModelReference } from "../../core/model-reference.ts";
import type { LocalModels } from "../local/local-models.ts";
import type { OnDemandModels } from "./on-demand.ts";
import type { ModelPool } from "./model-pool.ts";

export interface RemovedModel {
  readonly name: string;
  readonly freedBytes: number;
}

export interface RemoveModelOptions {
  readonly local: LocalModels;
  readonly pool: ModelPool;
  readonly onDemand: Pick<OnDemandModels, "forget">;
}

/**
 * Deletes what was downloaded of a model, whole or in part. Files outside of the model folder stay. A model that was added on demand
 * leaves the pool; a configured one stays and is downloaded again when it is asked for.
 * @throws ReparteeError `model_not_found`, `model_in_use` while it or another model reads the file.
 */
export async function removeModel(name: string, { local, pool, onDemand }: RemoveModelOptions): Promise<RemovedModel> {
  refuseInUse(pool, name);
  const { kind } = parseModelReference(name);
  // Neither to delete it nor to learn whether it is there.
  if (kind === "gguf-file" || kind === "folder") throw nothingDownloaded(name);
  const { downloadedBytes = 0, path } = await local.describe(name);
  const [reader] = path === undefined ? [] : await pool.readersOf(path);
  if (reader !== undefined) refuseInUse(pool, reader, name);
  if (!(await local.remove(name))) throw nothingDownloaded(name);
  await onDemand.forget(name);
  return { name, freedBytes: downloadedBytes };
}

function nothingDownloaded(name: string): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot delete "${name}": nothing of it was downloaded`, {
    hint: "Choose one that was: `repartee list` shows them. Files outside of the model folder are never deleted.",
  });
}

/** A model that is in memory, or on its way there, reads its file. */
function refuseInUse(pool: ModelPool, reader: string, name: string = reader): void {
  const state = pool.status(reader)?.state ?? "unloaded";
  if (state === "unloaded" || state === "failed") return;
  const which = reader === name ? "it" : `model "${reader}", which reads the same file,`;
  throw new ReparteeError("model_in_use", `Cannot delete "${name}": ${which} is in state "${state}"`, {
    hint: `Take it out of memory first: DELETE /models/${reader}/unload`,
    facts: { state },
  });
}
