import type { ModelPool, ModelState, ModelStatus } from "../../../models/pool/model-pool.ts";
import type { Serving } from "../../../serving/serving.ts";

/** Whether the server can answer with a model now, and what stands behind that. Names no model: strangers may read it. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not. */
  readonly reason?: "no_model_configured" | "all_models_failed" | "downloading" | "draining" | undefined;
  /** With reason `downloading`: the furthest of the downloads. */
  readonly waits_for?: { readonly fraction: number; readonly eta_seconds?: number | undefined } | undefined;
  /** How many models are in each state. */
  readonly models: Readonly<Record<ModelState, number>>;
  readonly in_flight: number;
  readonly queued: number;
}

/** A model that is not loaded counts: the next request loads it. One whose file is on its way does not. */
export function assessReadiness(pool: ModelPool, serving: Serving): Readiness {
  const models = { unloaded: 0, loading: 0, ready: 0, unloading: 0, failed: 0 };
  const list = pool.list();
  for (const { state } of list) models[state]++;
  const downloads = list.filter(({ phase }) => phase === "downloading" || phase === "converting");
  const { inFlight, queued, draining, choosingModel = false } = serving.state();
  // One is on its way, though its name is not known yet.
  const isChosen = choosingModel && list.length === 0;
  const reason = draining ? "draining" : isChosen ? "downloading" : whyNoModelAnswers(models, downloads.length);
  return {
    ready: reason === undefined,
    reason,
    ...(reason === "downloading" ? { waits_for: furthest(downloads) } : {}),
    models,
    in_flight: inFlight,
    queued,
  };
}

function whyNoModelAnswers(models: Readonly<Record<ModelState, number>>, downloads: number): Readiness["reason"] {
  const total = Object.values(models).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "no_model_configured";
  if (models.failed === total) return "all_models_failed";
  return models.failed + downloads === total ? "downloading" : undefined;
}

function furthest(downloads: readonly ModelStatus[]): NonNullable<Readiness["waits_for"]> {
  const [first] = downloads.toSorted((one, other) => (other.loadFraction ?? 0) - (one.loadFraction ?? 0));
  const { loadFraction = 0, etaSeconds } = first ?? {};
  return { fraction: loadFraction, ...(etaSeconds === undefined ? {} : { eta_seconds: Math.ceil(etaSeconds) }) };
}
