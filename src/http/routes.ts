import type { Route } from "./route.ts";
import type { RouteServices } from "./route-services.ts";
import { conversationEmotionsRoute } from "./native/stored-data/conversation-emotions.ts";
import { conversationRoute, conversationsRoute } from "./native/stored-data/conversations.ts";
import { deleteConversationRoute } from "./native/stored-data/delete-conversation.ts";
import { createCompatRoutes } from "./compat/compat-routes.ts";
import { deleteModelRoute } from "./native/models/delete-model.ts";
import { healthRoute } from "./native/status/health.ts";
import { homeRoute } from "./native/status/home.ts";
import { knownModelsRoute } from "./native/models/known-models.ts";
import { loadModelRoute } from "./native/models/load-model.ts";
import { metricsRoute } from "./native/status/metrics.ts";
import { openApiRoute } from "./native/status/openapi.ts";
import { overridePersonaRoute, restorePersonaRoute } from "./native/personas/persona-override.ts";
import { personaRoute, personasRoute } from "./native/personas/personas.ts";
import { pullModelRoute } from "./native/models/pull-model.ts";
import { readyRoute } from "./native/status/ready.ts";
import { respondBatchRoute } from "./native/personas/respond-batch.ts";
import { respondRoute } from "./native/personas/respond.ts";
import { recommendRoutes } from "./native/recommend/recommend-routes.ts";
import { runningModelsRoute } from "./native/models/running-models.ts";
import { unloadModelRoute } from "./native/models/unload-model.ts";
import { deleteUserDataRoute, exportUserDataRoute } from "./native/stored-data/user-data.ts";
import { chatCompletionsRoute } from "./openai/chat-completions.ts";
import { countChatTokensRoute } from "./openai/count-chat-tokens.ts";
import { completionsRoute } from "./openai/completions.ts";
import { embeddingsRoute } from "./openai/embeddings.ts";
import { modelRoute, modelsRoute } from "./openai/models.ts";
import { rerankRoute } from "./openai/rerank.ts";
import { countTokensRoute } from "./anthropic/count-tokens.ts";
import { messagesRoute } from "./anthropic/messages.ts";
import { createLlamaCppRoutes } from "./llama-cpp/llama-cpp-routes.ts";
import { createOllamaRoutes } from "./ollama/ollama-routes.ts";
import { createResponseRoutes } from "./responses/response-routes.ts";
import { converseRoute } from "./native/voice/converse.ts";
import { voicesRoute } from "./native/voice/voices.ts";
import { realtimeRoute } from "./openai/realtime/realtime-route.ts";
import { speechRoute } from "./openai/speech.ts";
import { transcriptionsRoute } from "./openai/transcriptions.ts";

/** Every route of the server. */
export function createRoutes(services: RouteServices): readonly Route[] {
  const described: readonly Route[] = [
    chatCompletionsRoute(services),
    countChatTokensRoute(services),
    completionsRoute(services),
    embeddingsRoute(services),
    rerankRoute(services),
    ...createResponseRoutes(services),
    modelsRoute(services),
    modelRoute(services),
    loadModelRoute(services),
    unloadModelRoute(services),
    runningModelsRoute(services),
    knownModelsRoute(services),
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
    messagesRoute(services),
    countTokensRoute(services),
    ...createLlamaCppRoutes(services),
    ...(services.ollamaApi ? createOllamaRoutes(services) : []),
    ...createCompatRoutes(services),
    ...voiceRoutes(services),
    ...(services.recommender === undefined ? [] : recommendRoutes(services.recommender)),
  ];
  return [...described, openApiRoute(described, services.version)];
}

function voiceRoutes({ clock, voice }: RouteServices): readonly Route[] {
  if (voice === undefined) return [];
  return [
    converseRoute(voice, clock),
    transcriptionsRoute(voice),
    speechRoute(voice),
    voicesRoute(voice),
    realtimeRoute(),
  ];
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
