import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { cancelResponseRoute } from "./cancel-response.ts";
import { countResponseTokensRoute } from "./count-response-tokens.ts";
import { createResponseRoute } from "./create-response.ts";
import { deleteResponseRoute } from "./delete-response.ts";
import { inputItemsRoute } from "./response-input-items.ts";
import { createOwnResponses } from "./own-responses.ts";
import { createRunningResponses } from "./running-responses.ts";
import { responseRoute } from "./get-response.ts";

export function createResponseRoutes(services: RouteServices): readonly Route[] {
  const own = createOwnResponses(
    services.storeResponses ? services.stores.responses : undefined,
    createRunningResponses(),
  );
  return [
    createResponseRoute(services, own),
    countResponseTokensRoute(services, own),
    responseRoute(own),
    deleteResponseRoute(own),
    cancelResponseRoute(own),
    inputItemsRoute(own),
  ];
}
