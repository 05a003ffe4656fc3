import type { Conversation } from "../../core/conversation.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ConversationStore } from "../../core/stores.ts";

/** @throws ReparteeError `not_found`, `storage_unavailable`. */
export async function knownConversation(store: Pick<ConversationStore, "find">, id: string): Promise<Conversation> {
  const found = await store.find(id);
  if (found === undefined) throw noConversation(id);
  return found;
}

/**
 * A conversation that may be read, continued and deleted for `userId`: one that has a user answers only to that one, and
 * to all others as if it did not exist.
 * @throws ReparteeError `not_found`, `storage_unavailable`.
 */
export async function ownConversation(
  store: Pick<ConversationStore, "find">,
  id: string,
  userId: string | undefined,
): Promise<Conversation> {
  const found = await knownConversation(store, id);
  if (!isOpenTo(found, userId)) throw noConversation(id);
  return found;
}

export function isOpenTo(conversation: Pick<Conversation, "userId">, userId: string | undefined): boolean {
  return conversation.userId === undefined || conversation.userId === userId;
}

export function noConversation(id: string): ReparteeError {
  return new ReparteeError(
    "not_found",
    `Cannot find conversation ${JSON.stringify(id.slice(0, 128))}: none has this id, or it is a user's and was not asked for as that`,
    {
      hint: "GET /api/conversations?user_id=USER lists a user's conversations, without user_id those of nobody; in a program, conversations.list() does.",
    },
  );
}
