import { z } from "zod";
import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { defineOllamaRoute } from "./ollama-route.ts";

/** The version of Ollama whose API this is: clients refuse servers that they take for too old. */
const apiVersion = "0.13.0";

export function ollamaVersionRoute({ version }: RouteServices): Route {
  return defineOllamaRoute({
    method: "GET",
    paths: ["/api/version"],
    summary: "The version of Ollama's API that is spoken.",
    answer: { kind: "json", schema: z.object({ version: z.string(), repartee: z.string() }) },
    handle: () => ({ kind: "json", body: { version: apiVersion, repartee: version } }),
  });
}
