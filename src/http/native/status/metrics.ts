import type { Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

/** Figures in the Prometheus text format. */
export function metricsRoute({ metrics }: RouteServices): Route {
  return {
    method: "GET",
    paths: ["/metrics"],
    tag: "native",
    summary: "Figures for Prometheus.",
    answer: { kind: "text", contentType: "text/plain" },
    async handle() {
      const { contentType, body } = await metrics.render();
      return { kind: "text", body, contentType };
    },
  };
}
