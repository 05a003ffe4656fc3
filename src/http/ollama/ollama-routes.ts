import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { ollamaChatRoute } from "./chat.ts";
import { ollamaDeleteRoute } from "./delete.ts";
import { ollamaEmbedRoute, ollamaEmbeddingsRoute } from "./embed.ts";
import { ollamaGenerateRoute } from "./generate.ts";
import { ollamaPullRoute } from "./pull.ts";
import { refusedOllamaRoutes } from "./refused.ts";
import { ollamaShowRoute } from "./show.ts";
import { ollamaTagsRoute } from "./tags.ts";
import { ollamaVersionRoute } from "./version.ts";

/** Ollama's API at its own paths; `/api/ps` is with the native routes, whose answer has both shapes. */
export function createOllamaRoutes(services: RouteServices): readonly Route[] {
  return [
    ollamaVersionRoute(services),
    ollamaTagsRoute(services),
    ollamaShowRoute(services),
    ollamaChatRoute(services),
    ollamaGenerateRoute(services),
    ollamaEmbedRoute(services),
    ollamaEmbeddingsRoute(services),
    ollamaPullRoute(services),
    ollamaDeleteRoute(services),
    ...refusedOllamaRoutes(),
  ];
}
