/** Conversations as rows, and the statements about them. */
import type { Insertable, Kysely, Selectable } from "kysely";
import type { Conversation } from "../../core/conversation.ts";
import type { ConversationQuery } from "../../core/stores.ts";
import type { ConversationTable, DatabaseSchema } from "../schema.ts";
import { storableOrNull, storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

export async function insertConversation(query: Query, conversation: Conversation): Promise<void> {
  await query
    .insertInto("conversations")
    .values(toRow(conversation))
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

export async function findConversation(query: Query, id: string): Promise<Conversation | undefined> {
  const row = await query.selectFrom("conversations").selectAll().where("id", "=", storableText(id)).executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

/** Newest first. */
export async function listConversations(
  query: Query,
  { userId, beforeMs, beforeId, limit }: ConversationQuery,
): Promise<readonly Conversation[]> {
  const rows = await query
    .selectFrom("conversations")
    .selectAll()
    .$if(userId === null, (found) => found.where("user_id", "is", null))
    .$if(typeof userId === "string", (found) => found.where("user_id", "=", storableText(userId ?? "")))
    .$if(beforeMs !== undefined, (found) =>
      found.where((where) =>
        beforeId === undefined
          ? where("created_at_ms", "<", beforeMs ?? 0)
          : where.or([
              where("created_at_ms", "<", beforeMs ?? 0),
              where.and([where("created_at_ms", "=", beforeMs ?? 0), where("id", "<", storableText(beforeId))]),
            ]),
      ),
    )
    .orderBy("created_at_ms", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** All of one user's, oldest first. */
export async function conversationsOfUser(query: Query, userId: string): Promise<readonly Conversation[]> {
  const rows = await query
    .selectFrom("conversations")
    .selectAll()
    .where("user_id", "=", storableText(userId))
    .orderBy("created_at_ms")
    .orderBy("id")
    .execute();
  return rows.map(fromRow);
}

/** With its messages. */
export async function deleteConversation(query: Query, id: string): Promise<boolean> {
  const { numDeletedRows } = await query
    .deleteFrom("conversations")
    .where("id", "=", storableText(id))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function toRow({ id, userId, persona, createdAtMs }: Conversation): Insertable<ConversationTable> {
  return {
    id,
    user_id: storableOrNull(userId),
    persona: storableOrNull(persona),
    created_at_ms: Math.round(createdAtMs),
  };
}

function fromRow(row: Selectable<ConversationTable>): Conversation {
  return {
    id: row.id,
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.persona === null ? {} : { persona: row.persona }),
    createdAtMs: row.created_at_ms,
  };
}
