/** Keys as rows, and the statements about them. */
import type { Kysely, Selectable } from "kysely";
import { keyScopes, type StoredApiKey } from "../../core/api-key.ts";
import type { ApiKeyTable, DatabaseSchema } from "../schema.ts";
import { storableOrNull, storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

/** False where one with this id exists. */
export async function insertApiKey(query: Query, key: StoredApiKey): Promise<boolean> {
  const { requestsPerMinute = null, tokensPerMinute = null, concurrentRequests = null } = key.limits;
  const { numInsertedOrUpdatedRows } = await query
    .insertInto("api_keys")
    .values({
      id: storableText(key.id),
      sha256: key.sha256,
      scopes: key.scopes.join(","),
      label: storableOrNull(key.label),
      user_id: storableOrNull(key.userId),
      requests_per_minute: requestsPerMinute,
      tokens_per_minute: tokensPerMinute,
      concurrent_requests: concurrentRequests,
      created_at_ms: Math.round(key.createdAtMs),
      expires_at_ms: roundedOrNull(key.expiresAtMs),
      revoked_at_ms: roundedOrNull(key.revokedAtMs),
      last_used_at_ms: roundedOrNull(key.lastUsedAtMs),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Oldest first. */
export async function listApiKeys(query: Query): Promise<readonly StoredApiKey[]> {
  const rows = await query.selectFrom("api_keys").selectAll().orderBy("created_at_ms").orderBy("id").execute();
  return rows.map(fromRow);
}

export async function revokeApiKey(query: Query, id: string, atMs: number): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable("api_keys")
    .set(({ fn, val, ref }) => ({ revoked_at_ms: fn.coalesce(ref("revoked_at_ms"), val(Math.round(atMs))) }))
    .where("id", "=", storableText(id))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteApiKey(query: Query, id: string): Promise<boolean> {
  const { numDeletedRows } = await query.deleteFrom("api_keys").where("id", "=", storableText(id)).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** A key that was removed meanwhile stays removed. */
export async function touchApiKey(query: Query, id: string, atMs: number): Promise<void> {
  await query
    .updateTable("api_keys")
    .set({ last_used_at_ms: Math.round(atMs) })
    .where("id", "=", storableText(id))
    .execute();
}

function fromRow(row: Selectable<ApiKeyTable>): StoredApiKey {
  return {
    id: row.id,
    sha256: row.sha256,
    // A scope of a newer program gives nothing here.
    scopes: keyScopes.filter((scope) => row.scopes.split(",").includes(scope)),
    ...(row.label === null ? {} : { label: row.label }),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    limits: {
      ...(row.requests_per_minute === null ? {} : { requestsPerMinute: row.requests_per_minute }),
      ...(row.tokens_per_minute === null ? {} : { tokensPerMinute: row.tokens_per_minute }),
      ...(row.concurrent_requests === null ? {} : { concurrentRequests: row.concurrent_requests }),
    },
    createdAtMs: row.created_at_ms,
    ...(row.expires_at_ms === null ? {} : { expiresAtMs: row.expires_at_ms }),
    ...(row.revoked_at_ms === null ? {} : { revokedAtMs: row.revoked_at_ms }),
    ...(row.last_used_at_ms === null ? {} : { lastUsedAtMs: row.last_used_at_ms }),
  };
}

function roundedOrNull(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}
