import type { ModelPool, ModelState } from "../models/model-pool.ts";
import type { Serving } from "../serving/serving.ts";

/** Whether the server can answer with a model now, and what stands behind that. Names no model: strangers may read it. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not. */
  readonly reason?: "no_model_configured" | "all_models_failed" | "draining" | undefined;
  /** How many models are in each state. */
  readonly models: Readonly<Record<ModelState, number>>;
  readonly in_flight: number;
  readonly queued: number;
}

/** A model that is not loaded counts: the next request loads it. */
export function assessReadiness(pool: ModelPool, serving: Serving): Readiness {
  const models = { unloaded: 0, loading: 0, ready: 0, unloading: 0, failed: 0 };
  for (const { state } of pool.list()) models[state]++;
  const { inFlight, queued, draining } = serving.state();
  const reason = draining ? "draining" : whyNoModelAnswers(models);
  return {
    ready: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    models,
    in_flight: inFlight,
    queued,
  };
}

function whyNoModelAnswers(models: Readonly<Record<ModelState, number>>): Readiness["reason"] {
  const total = Object.values(models).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "no_model_configured";
  return models.failed === total ? "all_models_failed" : undefined;
}
