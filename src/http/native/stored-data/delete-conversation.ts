import { z } from "zod";
import { noConversation, ownConversation } from "../../../chat/conversation/known-conversation.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";
import { ownerQuery } from "./owner-query.ts";

export function deleteConversationRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/api/conversations/{id}"],
    tag: "native",
    summary: "Deletes a conversation with its messages.",
    query: ownerQuery,
    answer: { kind: "json", schema: z.object({ id: z.string(), deleted: z.literal(true) }) },
    errors: [404, 503],
    async handle({ param, query }) {
      const { id } = await ownConversation(stores.conversations, param("id"), query.user_id);
      if (!(await stores.conversations.remove(id))) throw noConversation(id);
      return { kind: "json", body: { id, deleted: true } };
    },
  });
}
