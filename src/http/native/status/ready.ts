import type { Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { assessReadiness, readinessSchema } from "./readiness.ts";

/** For load balancers. */
export function readyRoute({ pool, serving }: RouteServices): Route {
  return {
    method: "GET",
    paths: ["/ready"],
    tag: "native",
    summary: "Whether a model can answer.",
    public: true,
    anyHost: true,
    answer: { kind: "json", schema: readinessSchema },
    errors: [503],
    async handle() {
      await pool.checkReachability();
      const body = assessReadiness(pool, serving);
      return body.ready ? { kind: "json", body } : { kind: "json", body, status: 503, retryAfterSeconds: 5 };
    },
  };
}
