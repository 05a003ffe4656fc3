import { z } from "zod";
import { defineRoute, type Route } from "../route.ts";
import { findResponse } from "./find-response.ts";
import { responseSchema } from "./response-object.ts";
import type { OwnResponses } from "./own-responses.ts";

const querySchema = z.object({
  stream: z.literal("false", { error: '"false": a finished stream is not sent again' }).optional(),
});

export function responseRoute(own: OwnResponses): Route {
  return defineRoute({
    method: "GET",
    paths: ["/v1/responses/{id}", "/responses/{id}"],
    tag: "openai",
    summary: "Shows a response that is stored, or is being written.",
    query: querySchema,
    answer: { kind: "json", schema: responseSchema },
    errors: [404, 503],
    async handle({ boundUser, param }) {
      const services = own(boundUser);
      return { kind: "json", body: (await findResponse(param("id"), services)).response };
    },
  });
}
