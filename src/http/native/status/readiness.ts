import { z } from "zod";
import type { ModelPool, ModelState, ModelStatus } from "../../../models/pool/model-pool.ts";
import type { Serving } from "../../../serving/serving.ts";

const counter = z.int().min(0);

/** A runner that has answered nobody for so long will not answer the next request soon either. */
const blockedFromMs = 5_000;

/** Whether the server can answer with a model now, and why. Names no model: strangers may read it. */
export const readinessSchema = z.object({
  ready: z.boolean(),
  reason: z
    .enum([
      "no_model_configured",
      "all_models_failed",
      "models_blocked",
      "models_unreachable",
      "downloading",
      "draining",
    ])
    .optional()
    .describe("Why not."),
  waits_for: z
    .object({ fraction: z.number().describe("0–1."), eta_seconds: z.int().min(0).optional() })
    .optional()
    .describe("With reason downloading: the furthest of the downloads."),
  models: z
    .object({ unloaded: counter, loading: counter, ready: counter, unloading: counter, failed: counter })
    .describe("How many models are in each state."),
  in_flight: counter,
  queued: counter,
});

export type Readiness = z.infer<typeof readinessSchema>;

/** A model that is not loaded counts: the next request loads it. One that is being downloaded does not. */
export function assessReadiness(pool: ModelPool, serving: Serving): Readiness {
  const models = { unloaded: 0, loading: 0, ready: 0, unloading: 0, failed: 0 };
  const list = pool.list();
  for (const { state } of list) models[state]++;
  const downloads = list.filter(({ phase }) => phase === "downloading" || phase === "converting");
  const blocked = pool.running().filter(({ vitals }) => (vitals?.blockedMs ?? 0) >= blockedFromMs).length;
  const unreachable = list.filter(({ state, unreachable: isDown }) => isDown === true && state !== "failed").length;
  const { inFlight, queued, retiring, choosingModel } = serving.state();
  // One is coming, though its name is not known yet.
  const isChosen = choosingModel && list.length === 0;
  const reason = retiring
    ? "draining"
    : isChosen
      ? "downloading"
      : whyNoModelAnswers(models, { downloads: downloads.length, blocked, unreachable });
  return {
    ready: reason === undefined,
    reason,
    waits_for: reason === "downloading" ? furthest(downloads) : undefined,
    models,
    in_flight: inFlight,
    queued,
  };
}

interface Unable {
  readonly downloads: number;
  readonly blocked: number;
  readonly unreachable: number;
}

function whyNoModelAnswers(
  models: Readonly<Record<ModelState, number>>,
  { downloads, blocked, unreachable }: Unable,
): Readiness["reason"] {
  const total = Object.values(models).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "no_model_configured";
  if (models.failed === total) return "all_models_failed";
  if (models.failed + downloads === total) return "downloading";
  if (models.failed + downloads + unreachable === total) return "models_unreachable";
  return models.failed + downloads + unreachable + blocked === total ? "models_blocked" : undefined;
}

function furthest(downloads: readonly ModelStatus[]): NonNullable<Readiness["waits_for"]> {
  const [first] = downloads.toSorted((one, other) => (other.loadFraction ?? 0) - (one.loadFraction ?? 0));
  const { loadFraction = 0, etaSeconds } = first ?? {};
  return { fraction: loadFraction, eta_seconds: etaSeconds === undefined ? undefined : Math.ceil(etaSeconds) };
}
