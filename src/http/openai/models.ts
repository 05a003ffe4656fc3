import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import { modelItem, modelItemSchema } from "../model-item.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";

export function modelsRoute({ onDemand, pool }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/v1/models", "/models"],
    tag: "openai",
    summary: "Lists the models, loaded or not, then what else is downloaded.",
    answer: { kind: "json", schema: z.object({ object: z.literal("list"), data: z.array(modelItemSchema) }) },
    async handle() {
      const models = [...pool.list(), ...(await onDemand.listDownloaded())];
      const data = await Promise.all(models.map((status) => modelItem(pool, status)));
      return { kind: "json", body: { object: "list", data } };
    },
  });
}

export function modelRoute({ onDemand, pool }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/v1/models/{name}", "/models/{name}"],
    tag: "openai",
    summary: "Shows one model.",
    answer: { kind: "json", schema: modelItemSchema },
    errors: [404],
    async handle({ param }) {
      const name = param("name");
      const status = pool.status((await onDemand.find(name)) ?? name);
      if (status === undefined) {
        throw new ReparteeError("model_not_found", `Cannot show model "${name}": no model has this name`, {
          param: "model",
          hint: onDemand.hint(name),
        });
      }
      return { kind: "json", body: await modelItem(pool, status) };
    },
  });
}
