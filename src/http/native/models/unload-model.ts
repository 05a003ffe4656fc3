import { modelItem, modelItemSchema } from "../../model-item.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

/** Answers when the requests that hold the model have ended and its memory is free. */
export function unloadModelRoute({ onDemand, pool }: RouteServices): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/models/{name}/unload"],
    tag: "native",
    summary: "Unloads a model once no request uses it.",
    answer: { kind: "json", schema: modelItemSchema },
    errors: [404],
    async handle({ param }) {
      const name = (await onDemand.find(param("name"))) ?? param("name");
      return { kind: "json", body: await modelItem(pool, await pool.unload(name)) };
    },
  });
}
