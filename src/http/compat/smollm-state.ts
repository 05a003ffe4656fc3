import type { ModelState, ModelStatus } from "../../models/pool/model-pool.ts";
import type { SmollmServices } from "./smollm-services.ts";

/** How the model of the smollm routes is. `missing`: there is none, or not its file. */
export interface SmollmState {
  readonly state: ModelState | "missing";
  readonly model?: ModelStatus;
  /** Why the last load failed, how the loaded model went away, or why there is no model. */
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
  // A model that was loaded answers, also when its file was taken away since.
  if (model?.state === "ready" || (model !== undefined && problem === undefined)) {
    const { failure } = model;
    const lastError = failure === undefined ? null : { code: failure.code, message: failure.message };
    return { state: model.state, model, lastError };
  }
  if (problem !== undefined) return { state: "missing", lastError: { code: "model_file_missing", message: problem } };
  if (serving.state().choosingModel === true) {
    const message = "A model is being chosen for this machine.";
    return { state: "missing", lastError: { code: "model_loading", message } };
  }
  return { state: "missing", lastError: { code: "no_model_configured", message: "No model is configured." } };
}
