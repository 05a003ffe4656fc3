import type { Route } from "./route.ts";
import type { RouteServices } from "./route-services.ts";
import { conversationEmotionsRoute } from "./native/conversation-emotions.ts";
import { conversationRoute, conversationsRoute } from "./native/conversations.ts";
import { deleteConversationRoute } from "./native/delete-conversation.ts";
import { createCompatRoutes } from "./compat/compat-routes.ts";
import { deleteModelRoute } from "./native/delete-model.ts";
import { healthRoute } from "./native/health.ts";
import { homeRoute } from "./native/home.ts";
import { loadModelRoute } from "./native/load-model.ts";
import { metricsRoute } from "./native/metrics.ts";
import { openApiRoute } from "./native/openapi.ts";
import { overridePersonaRoute, restorePersonaRoute } from "./native/persona-override.ts";
import { personaRoute, personasRoute } from "./native/personas.ts";
import { pullModelRoute } from "./native/pull-model.ts";
import { readyRoute } from "./native/ready.ts";
import { respondBatchRoute } from "./native/respond-batch.ts";
import { respondRoute } from "./native/respond.ts";
import { recommendRoutes } from "./native/recommend/recommend-routes.ts";
import { runningModelsRoute } from "./native/running-models.ts";
import { unloadModelRoute } from "./native/unload-model.ts";
import { deleteUserDataRoute, exportUserDataRoute } from "./native/user-data.ts";
import { chatCompletionsRoute } from "./openai/chat-completions.ts";
import { completionsRoute } from "./openai/completions.ts";
import { embeddingsRoute } from "./openai/embeddings.ts";
import { modelRoute, modelsRoute } from "./openai/models.ts";

/** Every route of the server. */
export function createRoutes(services: RouteServices): readonly Route[] {
  const described: readonly Route[] = [
    chatCompletionsRoute(services),
    completionsRoute(services),
    embeddingsRoute(services),
    modelsRoute(services),
    modelRoute(services),
    loadModelRoute(services),
    unloadModelRoute(services),
    runningModelsRoute(services),
    pullModelRoute(services),
    deleteModelRoute(services),
    conversationsRoute(services),
    conversationRoute(services),
    conversationEmotionsRoute(services),
    deleteConversationRoute(services),
    exportUserDataRoute(services),
    deleteUserDataRoute(services),
    ...chatRoutes(services),
    homeRoute(services),
    healthRoute(),
    readyRoute(services),
    metricsRoute(services),
    ...createCompatRoutes(services),
    ...(services.recommender === undefined ? [] : recommendRoutes(services.recommender)),
  ];
  return [...described, openApiRoute(described, services.version)];
}

function chatRoutes(services: RouteServices): readonly Route[] {
  const { chat } = services;
  if (chat === undefined) return [];
  return [
    respondRoute(chat, services),
    respondBatchRoute(chat),
    personasRoute(chat),
    personaRoute(chat),
    overridePersonaRoute(chat),
    restorePersonaRoute(chat),
  ];
}
