import type { Conversation } from "../../core/conversation.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ConversationStore } from "../../core/stores.ts";

/** @throws ReparteeError `not_found`, `storage_unavailable`. */
export async function knownConversation(store: Pick<ConversationStore, "find">, id: string): Promise<Conversation> {
  const found = await store.find(id);
  if (found === undefined) throw noConversation(id);
  return found;
}

export function noConversation(id: string): ReparteeError {
  return new ReparteeError(
    "not_found",
    `Cannot find conversation ${JSON.stringify(id.slice(0, 128))}: none has this id`,
    {
      hint: "GET /api/conversations lists stored conversations; in a program, conversations.list() does.",
    },
  );
}
