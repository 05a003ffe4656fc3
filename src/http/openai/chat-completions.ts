import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { chatRequestSchema } from "./chat-request-schema.ts";
import { collectChoices, streamChoices, withWarnings } from "../replies/choices.ts";
import { chooseModels } from "../replies/choose-models.ts";
import { withoutText } from "../replies/without-text.ts";
import { createCompletionHead } from "./completion-answer.ts";
import { constraintWarnings, convertChatRequest } from "./convert-chat-request.ts";
import { mapChatChunks } from "./map-chat-chunks.ts";
import { chatCompletionSchema, mapChatReply } from "./map-chat-reply.ts";

export function chatCompletionsRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/chat/completions", "/chat/completions"],
    tag: "openai",
    summary: "Answers a conversation.",
    body: chatRequestSchema,
    answer: { kind: "json", schema: chatCompletionSchema, alsoStreams: true },
    errors: [404, 409, 422, 429, 502, 503, 504],
    keyed: ({ user }) => (user == null ? {} : { userId: user }),
    async handle({ body, requestId, signal }) {
      const requests = convertChatRequest(body, requestId, await chooseModels(body, services));
      const warnings = constraintWarnings(body);
      const isSilent = (body.max_completion_tokens ?? body.max_tokens) === 0;
      const serving = isSilent ? withoutText(services.serving) : services.serving;
      const head = createCompletionHead("chatcmpl", services.version);
      if (body.stream === true) {
        const events = await streamChoices({ ...services, serving }, requests, signal);
        const includeUsage = body.stream_options?.include_usage === true;
        const chunks = { requestId, choices: requests.length, includeUsage, warnings };
        return { kind: "event-stream", frames: mapChatChunks(events, head, chunks) };
      }
      const replies = await collectChoices(serving, requests, signal);
      return { kind: "json", body: mapChatReply(withWarnings(replies, warnings), head) };
    },
  });
}
