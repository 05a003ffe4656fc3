import type { Route } from "./route.ts";
import type { RouteServices } from "./route-services.ts";
import { deleteModelRoute } from "./native/delete-model.ts";
import { healthRoute } from "./native/health.ts";
import { homeRoute } from "./native/home.ts";
import { loadModelRoute } from "./native/load-model.ts";
import { metricsRoute } from "./native/metrics.ts";
import { openApiRoute } from "./native/openapi.ts";
import { pullModelRoute } from "./native/pull-model.ts";
import { readyRoute } from "./native/ready.ts";
import { recommendRoutes } from "./native/recommend/recommend-routes.ts";
import { runningModelsRoute } from "./native/running-models.ts";
import { unloadModelRoute } from "./native/unload-model.ts";
import { chatCompletionsRoute } from "./openai/chat-completions.ts";
import { completionsRoute } from "./openai/completions.ts";
import { modelRoute, modelsRoute } from "./openai/models.ts";

/** Every route of the server. */
export function createRoutes(services: RouteServices): readonly Route[] {
  const described: readonly Route[] = [
    chatCompletionsRoute(services),
    completionsRoute(services),
    modelsRoute(services),
    modelRoute(services),
    loadModelRoute(services),
    unloadModelRoute(services),
    runningModelsRoute(services),
    pullModelRoute(services),
    deleteModelRoute(services),
    homeRoute(services),
    healthRoute(),
    readyRoute(services),
    metricsRoute(services),
    ...(services.recommender === undefined ? [] : recommendRoutes(services.recommender)),
  ];
  return [...described, openApiRoute(described, services.version)];
}
