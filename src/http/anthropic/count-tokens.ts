import { z } from "zod";
import { findOnlyModel } from "../replies/choose-models.ts";
import { withLoadedModel } from "../replies/with-loaded-model.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { anthropicError } from "./anthropic-error.ts";
import { convertPrompt, promptShape } from "./messages-request.ts";

export function countTokensRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/messages/count_tokens"],
    tag: "anthropic",
    summary: "Counts the tokens of a prompt, the chat template's own included.",
    body: z.object(promptShape),
    answer: { kind: "json", schema: z.object({ input_tokens: z.int() }) },
    errorBody: anthropicError,
    errors: [404, 503],
    async handle({ body, signal }) {
      const name = await findOnlyModel(body.model, services);
      const { input } = convertPrompt(body);
      const tokens = await withLoadedModel(services.pool, { name, signal, ability: "countTokens" }, (model) =>
        model.countTokens(input),
      );
      return { kind: "json", body: { input_tokens: tokens } };
    },
  });
}
