import { z } from "zod";
import { ownConversation } from "../../../chat/conversation/known-conversation.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { ownerQuery, userIdSchema } from "./owner-query.ts";
import {
  conversationSchema,
  conversationWithMessagesSchema,
  toConversationItem,
  toConversationWithMessages,
} from "./stored-items.ts";

const querySchema = z.object({
  user_id: userIdSchema.optional().describe("This user's; absent: those that have no user."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.string().min(1).max(128).optional().describe("The id of a conversation: the page after it."),
});

const listSchema = z.object({
  conversations: z.array(conversationSchema),
  next: z.string().nullable().describe("What `before` has to be for the next page; null at the end."),
});

export function conversationsRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/conversations"],
    tag: "native",
    summary: "Lists the conversations that are stored, newest first.",
    query: querySchema,
    answer: { kind: "json", schema: listSchema },
    errors: [404, 503],
    async handle({ query }) {
      const { user_id: userId, limit, before } = query;
      const last = before === undefined ? undefined : await ownConversation(stores.conversations, before, userId);
      const found = await stores.conversations.list({
        limit,
        userId: userId ?? null,
        ...(last === undefined ? {} : { beforeMs: last.createdAtMs, beforeId: last.id }),
      });
      const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
      return { kind: "json", body: { conversations: found.map(toConversationItem), next } };
    },
  });
}

export function conversationRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/conversations/{id}"],
    tag: "native",
    summary: "A conversation with its messages, oldest first.",
    query: ownerQuery,
    answer: { kind: "json", schema: conversationWithMessagesSchema },
    errors: [404, 503],
    async handle({ param, query }) {
      const conversation = await ownConversation(stores.conversations, param("id"), query.user_id);
      const messages = await stores.conversations.messages(conversation.id);
      return { kind: "json", body: toConversationWithMessages(conversation, messages) };
    },
  });
}
