import type { ModelState, ModelStatus } from "../../models/pool/model-pool.ts";
import type { SmollmServices } from "./smollm-services.ts";

/** The state of the smollm routes' model. `missing`: there is none, or its file does not exist. */
export interface SmollmState {
  readonly state: ModelState | "missing";
  readonly model?: ModelStatus;
  /** Why the last load failed, how the loaded model was lost, or why there is no model. */
  readonly lastError: { readonly code: string; readonly message: string } | null;
}

export function readSmollmState({
  pool,
  serving,
  smollm,
}: Pick<SmollmServices, "pool" | "serving" | "smollm">): SmollmState {
  const name = smollm.model;
  const model = name === undefined ? undefined : pool.status(name);
  const problem = smollm.problem();
  // A loaded model answers even when its file was removed since.
  if (model?.state === "ready" || (model !== undefined && problem === undefined)) {
    const { failure } = model;
    const lastError = failure === undefined ? null : { code: failure.code, message: failure.message };
    return { state: model.state, model, lastError };
  }
  if (problem !== undefined) return { state: "missing", lastError: { code: "model_file_missing", message: problem } };
  if (serving.state().choosingModel) {
    const message = "A model is being chosen for this machine";
    return { state: "missing", lastError: { code: "model_loading", message } };
  }
  return { state: "missing", lastError: { code: "no_model_configured", message: "No model is configured" } };
}
