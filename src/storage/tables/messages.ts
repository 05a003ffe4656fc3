/** Messages as rows, and the statements about them. */
import type { Insertable, Kysely, Selectable } from "kysely";
import type { MessageState, StoredMessage } from "../../core/conversation.ts";
import { isLanguage } from "../../core/language.ts";
import type { ReplySource } from "../../core/reply.ts";
import type { DatabaseSchema, MessageTable } from "../schema.ts";
import { emotionColumns, readEmotion } from "./emotion-columns.ts";
import { storableOrNull, storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

/** Replaces one with the same id, which keeps its place. */
export async function upsertMessage(query: Query, message: StoredMessage): Promise<void> {
  const { id: _id, ...columns } = toRow(message);
  await query
    .insertInto("messages")
    .values(toRow(message))
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
    .execute();
}

/** Oldest first; with `last`, the newest so many. */
export async function messagesOf(
  query: Query,
  conversationId: string,
  last?: number,
): Promise<readonly StoredMessage[]> {
  const rows = await query
    .selectFrom("messages")
    .selectAll()
    .where("conversation_id", "=", storableText(conversationId))
    .orderBy("created_at_ms", "desc")
    .orderBy("seq", "desc")
    .$if(last !== undefined, (found) => found.limit(last ?? 0))
    .execute();
  return rows.map(fromRow).toReversed();
}

/** What was being written becomes what was cut off. Returns how many. */
export async function closeStreaming(query: Query): Promise<number> {
  const { numUpdatedRows } = await query
    .updateTable("messages")
    .set({ state: "partial" })
    .where("state", "=", "streaming")
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export async function countMessagesOfUser(query: Query, userId: string): Promise<number> {
  const { count } = await query
    .selectFrom("messages")
    .innerJoin("conversations", "conversations.id", "messages.conversation_id")
    .where("conversations.user_id", "=", storableText(userId))
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

function toRow(message: StoredMessage): Insertable<MessageTable> & { readonly id: string } {
  const { id, conversationId, role, text, state, language, source, model, reason, timings, createdAtMs } = message;
  return {
    id,
    conversation_id: conversationId,
    role,
    content: storableText(text),
    state,
    language: language ?? null,
    ...emotionColumns(message.emotion),
    reply_source: source ?? null,
    model: storableOrNull(model),
    reason: storableOrNull(reason),
    first_token_ms: timings?.firstTokenMs ?? null,
    total_ms: timings?.totalMs ?? null,
    created_at_ms: Math.round(createdAtMs),
  };
}

/** A word that this version does not know (of a newer one that shares the database) is left out, the message is not. */
function fromRow(row: Selectable<MessageTable>): StoredMessage {
  const emotion = readEmotion(row);
  const source = replySources.find((known) => known === row.reply_source);
  return {
    id: row.id,
    conversationId: row.conversation_id,
    role: row.role === "user" ? "user" : "assistant",
    text: row.content,
    state: states.find((known) => known === row.state) ?? "partial",
    emotion,
    ...(isLanguage(row.language) ? { language: row.language } : {}),
    source,
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.total_ms === null ? {} : { timings: { firstTokenMs: row.first_token_ms, totalMs: row.total_ms } }),
    createdAtMs: row.created_at_ms,
  };
}

const states: readonly MessageState[] = ["complete", "streaming", "partial"];
const replySources: readonly ReplySource[] = ["model", "fallback_model", "template"];
