import type { Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { cancelResponseRoute } from "./cancel-response.ts";
import { createResponseRoute } from "./create-response.ts";
import { deleteResponseRoute } from "./delete-response.ts";
import { inputItemsRoute } from "./response-input-items.ts";
import type { ResponseServices } from "./response-services.ts";
import { createRunningResponses } from "./running-responses.ts";
import { responseRoute } from "./get-response.ts";
import { createStoredResponses } from "./stored-responses.ts";

export function createResponseRoutes(services: RouteServices): readonly Route[] {
  const stored = services.storeResponses ? createStoredResponses(services.stores.responses) : undefined;
  const shared: ResponseServices = { ...(stored === undefined ? {} : { stored }), running: createRunningResponses() };
  return [
    createResponseRoute(services, shared),
    responseRoute(shared),
    deleteResponseRoute(shared),
    cancelResponseRoute(shared),
    inputItemsRoute(shared),
  ];
}
