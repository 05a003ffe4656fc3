import { z } from "zod";
import { findOnlyModel } from "../replies/choose-models.ts";
import { withLoadedModel } from "../replies/with-loaded-model.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { messagesField, templateKwargsField, toolsField } from "./chat-request-schema.ts";
import { modelName } from "./completion-fields.ts";
import { convertChatInput } from "./convert-chat-request.ts";

const body = z.object({
  messages: messagesField,
  model: modelName.nullish().describe("Absent: the server's default model."),
  tools: toolsField,
  chat_template_kwargs: templateKwargsField,
});

/** As llama.cpp's server has it. */
export function countChatTokensRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/chat/completions/input_tokens", "/chat/completions/input_tokens"],
    tag: "llama-cpp",
    summary: "Counts the tokens of a conversation, the chat template's own included.",
    body,
    answer: { kind: "json", schema: z.object({ input_tokens: z.int() }) },
    errors: [404, 503],
    async handle({ body: given, signal }) {
      const name = await findOnlyModel(given.model, services);
      const input = convertChatInput(given);
      const tokens = await withLoadedModel(services.pool, { name, signal, ability: "countTokens" }, (model) =>
        model.countTokens(input),
      );
      return { kind: "json", body: { input_tokens: tokens } };
    },
  });
}
