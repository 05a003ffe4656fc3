import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { applyTemplateRoute } from "./apply-template.ts";
import { detokenizeRoute, tokenizeRoute } from "./tokenize.ts";

/** What a model's tokenizer and chat template say, at the paths and in the shapes of llama.cpp's server. */
export function createLlamaCppRoutes(services: RouteServices): readonly Route[] {
  return [tokenizeRoute(services), detokenizeRoute(services), applyTemplateRoute(services)];
}
