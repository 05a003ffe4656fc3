/** Which server answers in which conversation: rows that expire unless they are renewed. PostgreSQL only. */
import { sql, type Kysely } from "kysely";
import type { DatabaseSchema } from "../schema.ts";
import { databaseNowMs } from "./database-time.ts";
import { storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

export interface TurnLease {
  readonly conversationId: string;
  readonly turn: string;
}

/** Whose leases, and for how long they are taken. */
export interface LeaseHolder {
  readonly server: string;
  readonly leaseMs: number;
}

/**
 * Takes the lease of a conversation unless another server has it; what an earlier holder left `streaming` becomes
 * `partial`. A server's own earlier lease is taken over: within a process turns wait for each other.
 */
export async function takeLease(query: Query, lease: TurnLease, holder: LeaseHolder): Promise<boolean> {
  const { rows } = await sql`
    with lease as (${upsertLeases([lease], holder)}),
    closed as (
      update messages set state = 'partial'
      where state = 'streaming' and conversation_id in (select conversation_id from lease)
    )
    select turn from lease`.execute(query);
  return rows.length > 0;
}

/** Extends leases, at least one, and takes those that are free. Returns the turns that have one now. */
export async function renewLeases(
  query: Query,
  leases: readonly TurnLease[],
  holder: LeaseHolder,
): Promise<readonly string[]> {
  const { rows } = await sql<{ turn: string }>`${upsertLeases(leases, holder)}`.execute(query);
  return rows.map(({ turn }) => turn);
}

function upsertLeases(leases: readonly TurnLease[], { server, leaseMs }: LeaseHolder): ReturnType<typeof sql> {
  const rows = leases.map(
    ({ conversationId, turn }) =>
      sql`(${storableText(conversationId)}, ${server}, ${turn}, ${databaseNowMs} + ${leaseMs}::bigint)`,
  );
  return sql`
    insert into turn_leases (conversation_id, server, turn, expires_at_ms)
    values ${sql.join(rows)}
    on conflict (conversation_id) do update
    set server = excluded.server, turn = excluded.turn, expires_at_ms = excluded.expires_at_ms
    where turn_leases.server = excluded.server or turn_leases.expires_at_ms < ${databaseNowMs}
    returning conversation_id, turn`;
}

export async function deleteLease(query: Query, { conversationId, turn }: TurnLease): Promise<void> {
  await query
    .deleteFrom("turn_leases")
    .where("conversation_id", "=", storableText(conversationId))
    .where("turn", "=", turn)
    .execute();
}

/** What no server is writing any more becomes what was cut off; leases that expired are removed. Returns how many replies. */
export async function closeAbandoned(query: Query): Promise<number> {
  const { numUpdatedRows } = await query
    .updateTable("messages")
    .set({ state: "partial" })
    .where("state", "=", "streaming")
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("turn_leases")
            .select("turn")
            .whereRef("turn_leases.conversation_id", "=", "messages.conversation_id")
            .where("expires_at_ms", ">=", databaseNowMs),
        ),
      ),
    )
    .executeTakeFirst();
  await query.deleteFrom("turn_leases").where("expires_at_ms", "<", databaseNowMs).execute();
  return Number(numUpdatedRows);
}
