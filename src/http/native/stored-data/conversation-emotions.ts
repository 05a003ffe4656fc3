import { z } from "zod";
import { emotionsOf } from "../../../chat/conversation/conversation-emotions.ts";
import { ownConversation } from "../../../chat/conversation/known-conversation.ts";
import { emotionLabels } from "../../../core/emotion.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { ownerQuery } from "./owner-query.ts";
import { emotionSchema, toEmotionItem } from "./stored-items.ts";

const emotionsSchema = z.object({
  conversation_id: z.string(),
  readings: z.array(z.object({ message_id: z.string(), created_at: z.iso.datetime(), emotion: emotionSchema })),
  summary: z.object({
    counts: z.record(z.enum(emotionLabels), z.int()),
    dominant: z.enum(emotionLabels).nullable().describe("The most frequent; of several the latest. Null without any."),
    trend: z.enum(["improving", "steady", "worsening"]).describe("The newer half against the older one."),
  }),
});

export function conversationEmotionsRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/conversations/{id}/emotions"],
    tag: "native",
    summary: "How the user felt over a conversation, newest last.",
    query: ownerQuery,
    answer: { kind: "json", schema: emotionsSchema },
    errors: [404, 503],
    async handle({ param, query }) {
      const conversation = await ownConversation(stores.conversations, param("id"), query.user_id);
      const { conversationId, readings, summary } = await emotionsOf(stores.conversations, conversation);
      const items = readings.map(({ messageId, createdAtMs, emotion }) => ({
        message_id: messageId,
        created_at: new Date(createdAtMs).toISOString(),
        emotion: toEmotionItem(emotion),
      }));
      const { counts, dominant = null, direction } = summary;
      const body = {
        conversation_id: conversationId,
        readings: items,
        summary: { counts, dominant, trend: direction },
      };
      return { kind: "json", body };
    },
  });
}
