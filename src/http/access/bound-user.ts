/** Keys that are bound to a user: every request is that user's, whatever it says. */
import { noConversation } from "../../chat/conversation/known-conversation.ts";
import { ReparteeError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";
import type { ConversationStore } from "../../core/stores.ts";

/** Names of the fields that say whose a request is; the last two are those of OpenAI's Responses API, which stores it. */
export type UserField = "user_id" | "user" | "safety_identifier";

/** Where a route names none. */
export const usualUserFields: readonly UserField[] = ["user_id"];

/**
 * A body or a query string with the key's user in it, also in each of its `requests`.
 * @throws ReparteeError `wrong_user` where it names another.
 */
export function withBoundUser(given: unknown, userId: string, fields: readonly UserField[]): unknown {
  if (!isRecord(given)) return given;
  const { requests } = given;
  return {
    ...given,
    ...(Array.isArray(requests) ? { requests: requests.map((one) => withBoundUser(one, userId, fields)) } : {}),
    ...Object.fromEntries(fields.map((field) => [field, sameUser(given[field], userId, field)])),
  };
}

/** @throws ReparteeError `wrong_user`. */
export function sameUser(given: unknown, userId: string, param: string): string {
  if (given === undefined || given === null || given === "" || given === userId) return userId;
  throw new ReparteeError(
    "wrong_user",
    `${param}: expected ${JSON.stringify(userId)}, the user of this key, got another`,
    { param, hint: "Leave the field out, or use a key that is not bound to a user" },
  );
}

export function knowsNoUsers(): ReparteeError {
  return new ReparteeError("wrong_user", "Cannot answer: this route knows no users, and the key is bound to one", {
    hint: "Use a key that is not bound to a user, or `POST /api/respond`",
  });
}

/**
 * Conversations that a request names must be the user's own; one that does not exist yet may begin.
 * @throws ReparteeError `not_found`, `storage_unavailable`.
 */
export async function checkConversations(
  given: unknown,
  userId: string,
  store: Pick<ConversationStore, "find">,
): Promise<void> {
  for (const id of conversationIds(given)) {
    const found = await store.find(id, { waitingIsEnough: true });
    if (found !== undefined && found.userId !== userId) throw noConversation(id);
  }
}

function conversationIds(given: unknown): readonly string[] {
  if (!isRecord(given)) return [];
  const own = [given["conversation_id"], given["conversationId"]].filter((id) => typeof id === "string");
  const { requests } = given;
  return Array.isArray(requests) ? [...own, ...requests.flatMap(conversationIds)] : own;
}
