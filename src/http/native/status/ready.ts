import { z } from "zod";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { assessReadiness, readinessSchema } from "./readiness.ts";

const querySchema = z.object({
  status: z
    .literal("200", { error: "200" })
    .optional()
    .describe("The status of every answer, for pages: browsers log any other as an error."),
});

/** For load balancers. */
export function readyRoute({ pool, serving }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/ready"],
    tag: "native",
    summary: "Whether a model can answer.",
    public: true,
    anyHost: true,
    query: querySchema,
    answer: { kind: "json", schema: readinessSchema },
    errors: [503],
    async handle({ query }) {
      await pool.checkReachability();
      const body = assessReadiness(pool, serving);
      return body.ready || query.status === "200"
        ? { kind: "json", body }
        : { kind: "json", body, status: 503, retryAfterSeconds: 5 };
    },
  });
}
