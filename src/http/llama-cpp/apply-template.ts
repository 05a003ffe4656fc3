import { z } from "zod";
import { messagesField, templateKwargsField, toolsField } from "../openai/chat-request-schema.ts";
import { modelName } from "../openai/completion-fields.ts";
import { convertChatInput } from "../openai/convert-chat-request.ts";
import { findOnlyModel } from "../replies/choose-models.ts";
import { withLoadedModel } from "../replies/with-loaded-model.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";

const body = z.object({
  messages: messagesField,
  model: modelName.nullish().describe("Absent: the server's default model."),
  tools: toolsField,
  chat_template_kwargs: templateKwargsField,
  add_generation_prompt: z.boolean().nullish().describe("End with what opens the model's turn. Default true."),
});

export function applyTemplateRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/apply-template"],
    tag: "llama-cpp",
    summary: "Writes a conversation as a model's chat template does, and asks no model.",
    body,
    answer: { kind: "json", schema: z.object({ prompt: z.string() }) },
    errors: [404, 503],
    async handle({ body: given, signal }) {
      const name = await findOnlyModel(given.model, services);
      const input = convertChatInput(given);
      const options = { addGenerationPrompt: given.add_generation_prompt ?? true };
      const prompt = await withLoadedModel(services.pool, { name, signal, ability: "renderPrompt" }, (model) =>
        model.renderPrompt(input, options),
      );
      return { kind: "json", body: { prompt } };
    },
  });
}
