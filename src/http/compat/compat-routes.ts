import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { chatlayaMessageRoute } from "./chatlaya-message.ts";
import { generateResponseRoute } from "./generate-response.ts";
import { smollmChatRoute } from "./smollm-chat.ts";
import { smollmGenerateRoute } from "./smollm-generate.ts";
import { smollmHealthRoutes } from "./smollm-health.ts";
import type { SmollmServices } from "./smollm-services.ts";
import { smollmInfoRoute } from "./smollm-info.ts";

/** The routes of existing apps, as far as they are turned on. */
export function createCompatRoutes({
  tasteChat,
  smollm,
  smollmPrefix,
  pool,
  serving,
}: RouteServices): readonly Route[] {
  const tasteRoutes = tasteChat === undefined ? [] : [generateResponseRoute(tasteChat)];
  if (smollm === undefined) return tasteRoutes;
  const prefix = smollmPrefix === "/" ? "" : smollmPrefix;
  const services: SmollmServices = { pool, serving, smollm, under: (path) => prefix + path };
  return [
    ...tasteRoutes,
    smollmChatRoute(services),
    smollmGenerateRoute(services),
    smollmInfoRoute(services),
    ...smollmHealthRoutes(services),
    chatlayaMessageRoute(services),
  ];
}
