import { z } from "zod";
import { findOnlyModel } from "../replies/choose-models.ts";
import { withLoadedModel } from "../replies/with-loaded-model.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { convertResponseRequest } from "./convert-response-request.ts";
import type { OwnResponses } from "./own-responses.ts";
import { earlierItems, requestItems } from "./request-items.ts";
import { responseRequestSchema } from "./response-request-schema.ts";

export function countResponseTokensRoute(services: RouteServices, own: OwnResponses): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/responses/input_tokens", "/responses/input_tokens"],
    tag: "openai",
    summary: "Counts the tokens that a response's prompt would have, those of earlier responses included.",
    body: responseRequestSchema,
    userFields: ["user", "safety_identifier"],
    answer: { kind: "json", schema: z.object({ object: z.literal("response.input_tokens"), input_tokens: z.int() }) },
    errors: [404, 503],
    async handle({ body, boundUser, signal }) {
      const { stored } = own(boundUser);
      const name = await findOnlyModel(body.model, services);
      const items = [...(await earlierItems(body, stored)), ...(await requestItems(body, stored))];
      const { input } = convertResponseRequest(body, items);
      const tokens = await withLoadedModel(services.pool, { name, signal, ability: "countTokens" }, (model) =>
        model.countTokens(input),
      );
      return { kind: "json", body: { object: "response.input_tokens", input_tokens: tokens } };
    },
  });
}
