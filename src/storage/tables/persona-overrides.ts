/** Changes to personas as rows, and the statements about them. */
import { sql, type Kysely } from "kysely";
import type { DatabaseSchema } from "../schema.ts";
import { databaseNowMs, lateMs } from "./database-time.ts";
import { storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

/** @param ageMs How long ago it was written, where several servers write: a late one does not replace a newer one. */
export async function upsertPersonaOverride(
  query: Query,
  persona: string,
  override: string,
  ageMs?: number,
): Promise<void> {
  const columns = {
    override: storableText(override),
    updated_at_ms: ageMs === undefined ? 0 : sql<number>`${databaseNowMs} - ${Math.round(ageMs)}::bigint`,
  };
  await query
    .insertInto("persona_overrides")
    .values({ persona: storableText(persona), ...columns })
    .onConflict((conflict) => {
      const update = conflict.column("persona").doUpdateSet(columns);
      return ageMs === undefined || ageMs < lateMs
        ? update
        : update.whereRef("persona_overrides.updated_at_ms", "<=", "excluded.updated_at_ms");
    })
    .execute();
}

export async function findPersonaOverride(query: Query, persona: string): Promise<string | undefined> {
  const row = await query
    .selectFrom("persona_overrides")
    .select("override")
    .where("persona", "=", storableText(persona))
    .executeTakeFirst();
  return row?.override;
}

export async function deletePersonaOverride(query: Query, persona: string): Promise<boolean> {
  const { numDeletedRows } = await query
    .deleteFrom("persona_overrides")
    .where("persona", "=", storableText(persona))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
