/** Answers to requests with an idempotency key as rows, and the statements about them. */
import type { Kysely } from "kysely";
import { keyedReplyLimits, keyedReplyRetentionMs, type KeyedReply } from "../../core/keyed-reply.ts";
import type { DatabaseSchema } from "../schema.ts";
import { storableOrNull, storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

/** Replaces one with the same id, and removes what is too old or too much. */
export async function upsertKeyedReply(query: Query, reply: KeyedReply): Promise<void> {
  const columns = {
    owner: storableText(reply.owner),
    user_id: storableOrNull(reply.userId),
    conversation_id: storableOrNull(reply.conversationId),
    content: storableText(reply.content),
    created_at_ms: Math.round(reply.createdAtMs),
  };
  await query
    .insertInto("keyed_replies")
    .values({ id: storableText(reply.id), ...columns })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
    .execute();
  await query
    .deleteFrom("keyed_replies")
    .where("created_at_ms", "<", columns.created_at_ms - keyedReplyRetentionMs)
    .execute();
  await removeOldest(query, keyedReplyLimits.ofOwner, columns.owner);
  await removeOldest(query, keyedReplyLimits.all);
}

/** Those that are older than the newest `kept`; of one owner, or of all. */
async function removeOldest(query: Query, kept: number, owner?: string): Promise<void> {
  await query
    .deleteFrom("keyed_replies")
    .$if(owner !== undefined, (found) => found.where("owner", "=", owner ?? ""))
    .where("created_at_ms", "<", ({ selectFrom }) =>
      selectFrom("keyed_replies as newest")
        .select("newest.created_at_ms")
        .$if(owner !== undefined, (found) => found.where("newest.owner", "=", owner ?? ""))
        .orderBy("newest.created_at_ms", "desc")
        .limit(1)
        .offset(kept - 1),
    )
    .execute();
}

export async function findKeyedReply(query: Query, id: string): Promise<KeyedReply | undefined> {
  const row = await query.selectFrom("keyed_replies").selectAll().where("id", "=", storableText(id)).executeTakeFirst();
  if (row === undefined) return undefined;
  const { owner, user_id: userId, conversation_id: conversationId, content, created_at_ms: createdAtMs } = row;
  return {
    id,
    owner,
    ...(userId === null ? {} : { userId }),
    ...(conversationId === null ? {} : { conversationId }),
    content,
    createdAtMs,
  };
}
