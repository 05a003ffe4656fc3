import { z } from "zod";
import { defineRoute, type Route } from "../route.ts";
import { findResponse } from "./find-response.ts";
import type { OwnResponses } from "./own-responses.ts";

const deletedSchema = z.object({ id: z.string(), object: z.literal("response"), deleted: z.literal(true) });

/** One that is being written is cancelled first. */
export function deleteResponseRoute(own: OwnResponses): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/v1/responses/{id}", "/responses/{id}"],
    tag: "openai",
    summary: "Deletes a stored response.",
    answer: { kind: "json", schema: deletedSchema },
    errors: [404, 503],
    async handle({ boundUser, param }) {
      const services = own(boundUser);
      const id = param("id");
      await services.running.cancel(id);
      await findResponse(id, services);
      await services.stored?.remove(id);
      return { kind: "json", body: { id, object: "response", deleted: true } };
    },
  });
}
