import { z } from "zod";
import type { RespondEvent } from "../../../chat/respond/empathic-reply.ts";
import { newConversationId } from "../../../chat/conversation/conversation-log.ts";
import { commitLate } from "../../commit-late.ts";
import { eventFrame, type FrameSource } from "../../event-stream.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { ChatServices, RouteServices } from "../../route-services.ts";
import { respondFields, respondItemSchema, toEmotionItem, toRespondItem, toRespondRequest } from "./respond-fields.ts";

const bodySchema = z.object({
  ...respondFields,
  stream: z.boolean().nullish().describe("Default false, or true with `Accept: text/event-stream`."),
});

/** Answers as a persona. Frames of a stream: `emotion` before the first `token`, `done` as the last. */
export function respondRoute(
  { responder }: ChatServices,
  { clock, commitDeadlineMs }: Pick<RouteServices, "clock" | "commitDeadlineMs">,
): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/respond"],
    tag: "native",
    summary: "Answers as a persona, with a feeling of its own.",
    body: bodySchema,
    answer: { kind: "json", schema: respondItemSchema, alsoStreams: true },
    errors: [404, 409, 422],
    keyed: ({ conversation_id: given, user_id: userId }, turnId) => ({
      conversationId: given ?? newConversationId(turnId),
      ...(userId == null ? {} : { userId }),
    }),
    async handle({ body, requestId, signal, turnId, wantsEvents }) {
      const request = toRespondRequest(body, requestId, turnId);
      if (!(body.stream ?? wantsEvents)) {
        return { kind: "json", body: toRespondItem(await responder.respond(request, signal)) };
      }
      const deadline = { settles: () => true, deadlineMs: commitDeadlineMs, clock };
      const events = await commitLate(responder.respondStream(request, signal), deadline);
      return { kind: "event-stream", frames: toFrames(events), named: true };
    },
  });
}

async function* toFrames(events: AsyncIterable<RespondEvent>): FrameSource {
  for await (const event of events) {
    if (event.type === "done") return eventFrame("done", toRespondItem(event.reply));
    yield event.type === "emotion"
      ? eventFrame("emotion", toEmotionItem(event))
      : eventFrame("token", { text: event.text });
  }
  throw new TypeError("A persona's reply ended without its last event");
}
