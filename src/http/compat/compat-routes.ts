import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { chatlayaMessageRoute } from "./chatlaya-message.ts";
import { generateResponseRoute } from "./generate-response.ts";
import { smollmChatRoute } from "./smollm-chat.ts";
import { smollmGenerateRoute } from "./smollm-generate.ts";
import { smollmHealthRoutes } from "./smollm-health.ts";
import type { SmallBoxServices } from "./small-box-services.ts";
import { smollmInfoRoute } from "./smollm-info.ts";

/** The routes that existing apps already speak, as far as they are turned on. */
export function createCompatRoutes({
  tasteChat,
  smallBox,
  smallBoxPrefix,
  pool,
  serving,
}: RouteServices): readonly Route[] {
  const tasteRoutes = tasteChat === undefined ? [] : [generateResponseRoute(tasteChat)];
  if (smallBox === undefined) return tasteRoutes;
  const prefix = smallBoxPrefix === "/" ? "" : smallBoxPrefix;
  const services: SmallBoxServices = { pool, serving, smallBox, under: (path) => prefix + path };
  return [
    ...tasteRoutes,
    smollmChatRoute(services),
    smollmGenerateRoute(services),
    smollmInfoRoute(services),
    ...smollmHealthRoutes(services),
    chatlayaMessageRoute(services),
  ];
}
