/** A key that is bound to a user talks as that user, and in conversations of that user. */
import { isRecord } from "../../../core/is-record.ts";
import type { ConversationStore } from "../../../core/stores.ts";
import { checkConversations, sameUser } from "../../access/bound-user.ts";
import type { SessionUpdate } from "./session-schema.ts";

export interface SessionOwner {
  /** The user of the key; null for a key of everybody. */
  readonly userId: string | null;
  /** The update as it may be applied. @throws ReparteeError `wrong_user`, `not_found`, `storage_unavailable`. */
  check(update: SessionUpdate): Promise<SessionUpdate>;
}

export function createSessionOwner(
  userId: string | undefined,
  conversations: Pick<ConversationStore, "find">,
): SessionOwner {
  if (userId === undefined) return { userId: null, check: async (update) => update };
  return {
    userId,
    async check(update) {
      const repartee = isRecord(update.repartee) ? update.repartee : {};
      const own = { ...repartee, user_id: sameUser(repartee["user_id"], userId, "session.repartee.user_id") };
      await checkConversations(own, userId, conversations);
      return { ...update, repartee: own };
    },
  };
}
