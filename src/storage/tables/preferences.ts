/** Preferences as rows, and the statements about them. */
import type { Insertable, Kysely, Selectable } from "kysely";
import type { Preference, PreferenceVerdict } from "../../core/preference.ts";
import type { DatabaseSchema, PreferenceTable } from "../schema.ts";
import { fromBytes, toBytes } from "./embedding-bytes.ts";
import { storableOrNull, storableText } from "./storable-text.ts";

type Query = Kysely<DatabaseSchema>;

/** Replaces one of the same user with the same id, which keeps its place; another user's stays as it is. */
export async function upsertPreference(query: Query, preference: Preference): Promise<void> {
  const { id: _id, ...columns } = toRow(preference);
  await query
    .insertInto("preferences")
    .values(toRow(preference))
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet(columns).where("preferences.user_id", "=", storableText(preference.userId)),
    )
    .execute();
}

/** Oldest first. */
export async function preferencesOf(query: Query, userId: string, kind?: string): Promise<readonly Preference[]> {
  const rows = await query
    .selectFrom("preferences")
    .selectAll()
    .where("user_id", "=", storableText(userId))
    .$if(kind !== undefined, (found) => found.where("kind", "=", storableText(kind ?? "")))
    .orderBy("created_at_ms")
    .orderBy("seq")
    .execute();
  return rows.map(fromRow);
}

/** Those without a vector of this model; oldest first. */
export async function preferencesToEmbed(query: Query, model: string, limit: number): Promise<readonly Preference[]> {
  const rows = await query
    .selectFrom("preferences")
    .selectAll()
    .where((where) =>
      where.or([where("embedding_model", "is", null), where("embedding_model", "!=", storableText(model))]),
    )
    .orderBy("created_at_ms")
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

export async function deletePreference(query: Query, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await query
    .deleteFrom("preferences")
    .where("user_id", "=", storableText(userId))
    .where("id", "=", storableText(id))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function toRow(preference: Preference): Insertable<PreferenceTable> & { readonly id: string } {
  const { id, userId, kind, title, year, description, verdict, embedding, createdAtMs } = preference;
  return {
    id,
    user_id: storableText(userId),
    kind: storableText(kind),
    title: storableText(title),
    year: year ?? null,
    description: storableOrNull(description),
    verdict,
    embedding_model: embedding?.model ?? null,
    embedding_dimension: embedding?.vector.length ?? null,
    embedding: embedding === undefined ? null : toBytes(embedding.vector),
    created_at_ms: Math.round(createdAtMs),
  };
}

function fromRow(row: Selectable<PreferenceTable>): Preference {
  const { embedding, embedding_model: model, embedding_dimension: dimension } = row;
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    title: row.title,
    ...(row.year === null ? {} : { year: row.year }),
    ...(row.description === null ? {} : { description: row.description }),
    verdict: verdicts.find((known) => known === row.verdict) ?? "seen",
    ...(embedding === null || model === null || dimension === null
      ? {}
      : { embedding: { model, vector: fromBytes(embedding, dimension) } }),
    createdAtMs: row.created_at_ms,
  };
}

const verdicts: readonly PreferenceVerdict[] = ["liked", "disliked", "seen"];
