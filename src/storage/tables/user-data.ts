/** All data of one user, read or removed in one transaction. */
import type { Kysely } from "kysely";
import type { UserData, UserDataStore } from "../../core/stores.ts";
import type { DatabaseSchema } from "../schema.ts";
import { conversationsOfUser } from "./conversations.ts";
import { countMessagesOfUser, messagesOf } from "./messages.ts";
import { lockForRemoval, recordRemovals, removalKey } from "./removals.ts";
import { preferencesOf } from "./preferences.ts";
import { responsesOfUser } from "./responses.ts";
import { storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

export async function exportUser(query: Query, userId: string): Promise<UserData> {
  return await query.transaction().execute(async (transaction) => {
    const conversations: UserData["conversations"][number][] = [];
    for (const conversation of await conversationsOfUser(transaction, userId)) {
      conversations.push({ ...conversation, messages: await messagesOf(transaction, conversation.id) });
    }
    return {
      userId,
      conversations,
      preferences: await preferencesOf(transaction, userId),
      responses: await responsesOfUser(transaction, userId),
    };
  });
}

/** @param isShared Whether other servers may hold writes of this user. */
export async function deleteUser(query: Query, userId: string, isShared: boolean): ReturnType<UserDataStore["remove"]> {
  return await query.transaction().execute(async (transaction) => {
    if (isShared) await recordRemoval(transaction, userId);
    const messages = await countMessagesOfUser(transaction, userId);
    const conversations = await transaction
      .deleteFrom("conversations")
      .where("user_id", "=", storableText(userId))
      .executeTakeFirst();
    const preferences = await transaction
      .deleteFrom("preferences")
      .where("user_id", "=", storableText(userId))
      .executeTakeFirst();
    const responses = await transaction
      .deleteFrom("responses")
      .where("user_id", "=", storableText(userId))
      .executeTakeFirst();
    // Copies of what is counted already.
    await transaction.deleteFrom("keyed_replies").where("user_id", "=", storableText(userId)).execute();
    return {
      conversations: Number(conversations.numDeletedRows),
      messages,
      preferences: Number(preferences.numDeletedRows),
      responses: Number(responses.numDeletedRows),
    };
  });
}

async function recordRemoval(transaction: Query, userId: string): Promise<void> {
  const key = removalKey("user", userId);
  await lockForRemoval(transaction, key);
  const conversations = await conversationsOfUser(transaction, userId);
  await recordRemovals(transaction, [key, ...conversations.map(({ id }) => removalKey("conversation", id))]);
}
