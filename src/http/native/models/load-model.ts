import { modelItem, modelItemSchema } from "../../model-item.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

/**
 * A configured model, or one of the catalog or the hub, downloaded where needed. Answers when the model is in memory; at
 * once when it is there already.
 */
export function loadModelRoute({ onDemand, pool }: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/models/{name}/load"],
    tag: "native",
    summary: "Loads a model into memory.",
    answer: { kind: "json", schema: modelItemSchema },
    errors: [403, 404, 502, 503, 504, 507],
    async handle({ param, signal }) {
      return { kind: "json", body: await modelItem(pool, await onDemand.load(param("name"), { signal })) };
    },
  });
}
