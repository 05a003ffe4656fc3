import { ReparteeError } from "../../core/errors.ts";
import { defineRoute, type Route } from "../route.ts";
import { findResponse } from "./find-response.ts";
import { responseSchema } from "./response-object.ts";
import type { OwnResponses } from "./own-responses.ts";

/** Ends a response that is being written, in the background or not; its model is free within one token. */
export function cancelResponseRoute(own: OwnResponses): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/responses/{id}/cancel", "/responses/{id}/cancel"],
    tag: "openai",
    summary: "Cancels a response that is being written.",
    answer: { kind: "json", schema: responseSchema },
    errors: [400, 404, 503],
    async handle({ boundUser, param }) {
      const services = own(boundUser);
      const id = param("id");
      const { response: running } = await findResponse(id, services);
      const wasRunning = await services.running.cancel(id);
      if (wasRunning && !running.store) return { kind: "json", body: { ...running, status: "cancelled" } };
      const { response } = wasRunning ? await findResponse(id, services) : { response: running };
      if (wasRunning || response.status === "cancelled") return { kind: "json", body: response };
      throw new ReparteeError("invalid_request", `Cannot cancel the response: it is ${response.status} already`, {
        hint: "Only a response that is being written can be cancelled",
      });
    },
  });
}
