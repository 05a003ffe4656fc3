import { z } from "zod";
import { assessReadiness } from "./readiness.ts";
import type { Readiness } from "./readiness.ts";
import type { Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

const count = z.int().min(0);

const readinessSchema: z.ZodType<Readiness> = z.object({
  ready: z.boolean(),
  reason: z
    .enum(["no_model_configured", "all_models_failed", "downloading", "draining"])
    .optional()
    .describe("Why not."),
  waits_for: z
    .object({ fraction: z.number().describe("0–1."), eta_seconds: z.int().min(0).optional() })
    .optional()
    .describe("With reason downloading: the furthest of the downloads."),
  models: z
    .object({ unloaded: count, loading: count, ready: count, unloading: count, failed: count })
    .describe("How many models are in each state."),
  in_flight: count,
  queued: count,
});

/** What a balancer asks before it sends somebody here. */
export function readyRoute({ pool, serving }: RouteServices): Route {
  return {
    method: "GET",
    paths: ["/ready"],
    tag: "native",
    summary: "Whether a model can answer.",
    public: true,
    answer: { kind: "json", schema: readinessSchema },
    errors: [503],
    handle() {
      const body = assessReadiness(pool, serving);
      return body.ready ? { kind: "json", body } : { kind: "json", body, status: 503, retryAfterSeconds: 5 };
    },
  };
}
