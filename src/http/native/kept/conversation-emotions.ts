import { z } from "zod";
import { emotionTrend } from "../../../chat/emotion/emotion-trend.ts";
import { emotionLabels } from "../../../core/emotion.ts";
import { knownConversation } from "./known-conversation.ts";
import type { Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
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
  return {
    method: "GET",
    paths: ["/api/conversations/{id}/emotions"],
    tag: "native",
    summary: "How the user felt over a conversation, newest last.",
    answer: { kind: "json", schema: emotionsSchema },
    errors: [404, 503],
    async handle({ param }) {
      const { id } = await knownConversation(stores, param("id"));
      const messages = await stores.conversations.messages(id);
      const read = messages.flatMap(({ role, emotion, ...message }) =>
        role === "user" && emotion !== undefined ? [{ ...message, emotion }] : [],
      );
      const readings = read.map((message) => ({
        message_id: message.id,
        created_at: new Date(message.createdAtMs).toISOString(),
        emotion: toEmotionItem(message.emotion),
      }));
      const { counts, dominant = null, direction } = emotionTrend(read.map(({ emotion }) => emotion));
      return { kind: "json", body: { conversation_id: id, readings, summary: { counts, dominant, trend: direction } } };
    },
  };
}
