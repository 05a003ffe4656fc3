/** Stored responses as rows, and the statements about them. */
import type { Kysely, Selectable } from "kysely";
import { responseRetentionMs, type StoredResponse } from "../../core/stored-response.ts";
import type { DatabaseSchema, ResponseTable } from "../schema.ts";
import { storableOrNull, storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

/** Replaces one with the same id, and removes what is past its retention. */
export async function upsertResponse(query: Query, response: StoredResponse): Promise<void> {
  const columns = {
    user_id: storableOrNull(response.userId),
    content: storableText(response.content),
    created_at_ms: Math.round(response.createdAtMs),
  };
  await query
    .insertInto("responses")
    .values({ id: storableText(response.id), ...columns })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
    .execute();
  await query
    .deleteFrom("responses")
    .where("created_at_ms", "<", columns.created_at_ms - responseRetentionMs)
    .execute();
}

export async function findResponse(query: Query, id: string): Promise<StoredResponse | undefined> {
  const row = await query.selectFrom("responses").selectAll().where("id", "=", storableText(id)).executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

/** Oldest first. */
export async function responsesOfUser(query: Query, userId: string): Promise<readonly StoredResponse[]> {
  const rows = await query
    .selectFrom("responses")
    .selectAll()
    .where("user_id", "=", storableText(userId))
    .orderBy("created_at_ms")
    .orderBy("id")
    .execute();
  return rows.map(fromRow);
}

export async function deleteResponse(query: Query, id: string): Promise<boolean> {
  const { numDeletedRows } = await query.deleteFrom("responses").where("id", "=", storableText(id)).executeTakeFirst();
  return numDeletedRows > 0n;
}

function fromRow(row: Selectable<ResponseTable>): StoredResponse {
  const { id, user_id: userId, content, created_at_ms: createdAtMs } = row;
  return { id, ...(userId === null ? {} : { userId }), content, createdAtMs };
}
