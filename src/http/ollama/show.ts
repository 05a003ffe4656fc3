import { z } from "zod";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { findModel } from "./find-model.ts";
import { detailsOf, detailsSchema } from "./model-details.ts";
import { defineOllamaRoute } from "./ollama-route.ts";
import { namedModel, namedModelSchema } from "./named-model.ts";

const showSchema = z.object({
  modelfile: z.string(),
  parameters: z.string(),
  template: z.string(),
  details: detailsSchema,
  model_info: z.record(z.string(), z.union([z.string(), z.number()])).describe("As far as it is known before loading."),
  capabilities: z.array(z.string()),
  modified_at: z.iso.datetime(),
});

export function ollamaShowRoute(services: RouteServices): Route {
  return defineOllamaRoute({
    method: "POST",
    paths: ["/api/show"],
    summary: "Shows one model as Ollama does.",
    body: namedModelSchema,
    answer: { kind: "json", schema: showSchema },
    errors: [404],
    async handle({ body }) {
      const name = await findModel(namedModel(body), services);
      const status = services.pool.status(name) ?? { name, engine: "", createdSeconds: 0 };
      const { info } = "info" in status ? status : {};
      const known = await services.library.describe(name).catch(() => undefined); // only the registry's words are missing then
      const family = info?.architecture ?? "repartee";
      const contextLength = info?.contextWindowTokens ?? known?.contextWindowTokens;
      const parameters = info?.parameterCount ?? known?.parameters;
      return {
        kind: "json",
        body: {
          modelfile: `# ${name}, served by Repartee\n`,
          parameters: "",
          template: "",
          details: detailsOf({ engine: status.engine, ...(info === undefined ? {} : { info }) }),
          model_info: {
            "general.architecture": family,
            "general.basename": name,
            ...(parameters === undefined ? {} : { "general.parameter_count": parameters }),
            ...(contextLength === undefined ? {} : { [`${family}.context_length`]: contextLength }),
          },
          capabilities: known?.role === "embedding" ? ["embedding"] : ["completion", "tools"],
          modified_at: new Date(status.createdSeconds * 1000).toISOString(),
        },
      };
    },
  });
}
