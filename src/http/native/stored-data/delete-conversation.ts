import { z } from "zod";
import { noConversation } from "../../../chat/conversation/known-conversation.ts";
import { defineRoute, type Route } from "../../route.ts";
import type { RouteServices } from "../../route-services.ts";

export function deleteConversationRoute({ stores }: RouteServices): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/api/conversations/{id}"],
    tag: "native",
    summary: "Deletes a conversation with its messages.",
    answer: { kind: "json", schema: z.object({ id: z.string(), deleted: z.literal(true) }) },
    errors: [404, 503],
    async handle({ param }) {
      const id = param("id");
      if (!(await stores.conversations.remove(id))) throw noConversation(id);
      return { kind: "json", body: { id, deleted: true } };
    },
  });
}
