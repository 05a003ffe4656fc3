import { z } from "zod";
import { removeModel } from "../../models/pool/remove-model.ts";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { findModel } from "./find-model.ts";
import { namedModel, namedModelSchema } from "./named-model.ts";
import { defineOllamaRoute } from "./ollama-route.ts";

export function ollamaDeleteRoute(services: RouteServices): Route {
  return defineOllamaRoute({
    method: "DELETE",
    paths: ["/api/delete"],
    summary: "Deletes a model's downloaded file, as Ollama does.",
    body: namedModelSchema,
    answer: { kind: "json", schema: z.object({ status: z.literal("success") }) },
    errors: [404, 409],
    async handle({ body }) {
      const { library, onDemand, pool } = services;
      const name = await findModel(namedModel(body), services);
      await removeModel(name, { local: library, onDemand, pool });
      return { kind: "json", body: { status: "success" } };
    },
  });
}
