/**
 * What was removed lately. A server that was cut off from the database may hold writes from before the removal; they
 * must not bring it back. Kept for a day, as hashes. PostgreSQL only.
 */
import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { DatabaseSchema } from "../schema.ts";
import { databaseNowMs } from "./database-time.ts";
import { storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

export type Removable = "user" | "conversation" | "persona-override";

/** A server that is cut off for longer drops what it holds only when its process ends. */
const keptMs = 24 * 60 * 60 * 1_000;
/** Two parameters a row; a statement takes 65,535. */
const rowsAtOnce = 10_000;

export function removalKey(kind: Removable, id: string): string {
  return createHash("sha256")
    .update(`${kind}:${storableText(id)}`)
    .digest("hex");
}

/** To be called in the transaction that removes, before it does. */
export async function lockForRemoval(query: Query, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockId(key)}::bigint)`.execute(query);
}

export async function recordRemovals(query: Query, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += rowsAtOnce) {
    await query
      .insertInto("removals")
      .values(keys.slice(start, start + rowsAtOnce).map((key) => ({ key, removed_at_ms: databaseNowMs })))
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet(({ ref }) => ({ removed_at_ms: ref("excluded.removed_at_ms") })),
      )
      .execute();
  }
  await query
    .deleteFrom("removals")
    .where("removed_at_ms", "<", sql<number>`${databaseNowMs} - ${keptMs}`)
    .execute();
}

/**
 * How long ago each of the keys was removed, in milliseconds; those that were not are left out. Until the transaction
 * ends, none of them is removed.
 */
export async function removalAges(query: Query, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  await sql`select pg_advisory_xact_lock_shared(id) from unnest(${keys.map(lockId)}::bigint[]) as id`.execute(query);
  const rows = await query
    .selectFrom("removals")
    .select(["key", sql<number>`${databaseNowMs} - removed_at_ms`.as("ageMs")])
    .where("key", "in", keys)
    .execute();
  return new Map(rows.map(({ key, ageMs }) => [key, ageMs]));
}

function lockId(key: string): string {
  return BigInt.asIntN(64, BigInt(`0x${key.slice(0, 16)}`)).toString();
}
