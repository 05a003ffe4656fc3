import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { collectChoices, streamChoices } from "../replies/choices.ts";
import { chooseModels } from "../replies/choose-models.ts";
import { withoutText } from "../replies/without-text.ts";
import { createCompletionHead } from "./completion-answer.ts";
import { completionRequestSchema } from "./completion-request-schema.ts";
import { convertCompletionRequest } from "./convert-completion-request.ts";
import { mapCompletionChunks } from "./map-completion-chunks.ts";
import { mapCompletionReply, textCompletionSchema } from "./map-completion-reply.ts";
import { readPrompts } from "./read-prompts.ts";

export function completionsRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/completions", "/completions"],
    tag: "openai",
    summary: "Continues a text.",
    body: completionRequestSchema,
    answer: { kind: "json", schema: textCompletionSchema, alsoStreams: true },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const chain = await chooseModels(body, services);
      const [model] = chain.models;
      const prompts = await readPrompts(body, services, { model, requestId, signal });
      // Ids of one model are other words to the next.
      const isCut = prompts.some(({ input }) => input.tokens !== undefined);
      const models = isCut && model !== undefined ? [model] : chain.models;
      const requests = convertCompletionRequest(body, prompts, requestId, { ...chain, models });
      const head = createCompletionHead("cmpl", services.version);
      const layout = { prompts, choicesPerPrompt: body.n ?? 1, echo: body.echo === true };
      const serving = body.max_tokens === 0 ? withoutText(services.serving) : services.serving;
      if (body.stream === true) {
        const events = await streamChoices({ ...services, serving }, requests, signal);
        const includeUsage = body.stream_options?.include_usage === true;
        const chunks = { requestId, choices: requests.length, includeUsage };
        return { kind: "event-stream", frames: mapCompletionChunks(events, head, layout, chunks) };
      }
      const replies = await collectChoices(serving, requests, signal);
      return { kind: "json", body: mapCompletionReply(replies, head, layout) };
    },
  });
}
