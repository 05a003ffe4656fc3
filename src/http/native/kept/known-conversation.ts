import type { Conversation } from "../../../core/conversation.ts";
import { ReparteeError } from "../../../core/errors.ts";
import type { Stores } from "../../../core/stores.ts";

/** @throws ReparteeError `not_found`, `storage_unavailable`. */
export async function knownConversation({ conversations }: Stores, id: string): Promise<Conversation> {
  const found = await conversations.find(id);
  if (found === undefined) throw noConversation(id);
  return found;
}

export function noConversation(id: string): ReparteeError {
  return new ReparteeError(
    "not_found",
    `Cannot find conversation ${JSON.stringify(id.slice(0, 128))}: none has this id`,
    {
      hint: "GET /api/conversations lists those that are kept",
    },
  );
}
