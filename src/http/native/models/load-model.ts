import { modelItem, modelItemSchema } from "../../model-item.ts";
import type { Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

/** Answers when the model is in memory; at once when it is there already. */
export function loadModelRoute({ pool }: RouteServices): Route {
  return {
    method: "POST",
    paths: ["/models/{name}/load"],
    tag: "native",
    summary: "Loads a model into memory.",
    answer: { kind: "json", schema: modelItemSchema },
    errors: [404, 503, 504],
    async handle({ param, signal }) {
      return { kind: "json", body: await modelItem(pool, await pool.load(param("name"), { signal })) };
    },
  };
}
