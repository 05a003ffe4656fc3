/** Changes to personas as rows, and the statements about them. */
import type { Kysely } from "kysely";
import type { DatabaseSchema } from "../schema.ts";
import { storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

export async function upsertPersonaOverride(query: Query, persona: string, override: string): Promise<void> {
  const row = { persona: storableText(persona), override: storableText(override) };
  await query
    .insertInto("persona_overrides")
    .values(row)
    .onConflict((conflict) => conflict.column("persona").doUpdateSet({ override: row.override }))
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
