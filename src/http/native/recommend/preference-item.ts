import { z } from "zod";
import type { Preference } from "../../../core/preference.ts";
import * as fields from "../../../recommend/fields.ts";

/** A preference as routes show it: without its vector. */
export const preferenceItemSchema = z.object({
  id: z.string(),
  user_id: fields.userId,
  kind: fields.kind,
  title: fields.title,
  year: fields.year.nullable(),
  description: z.string().nullable(),
  verdict: fields.verdict,
  embedding_model: z.string().nullable().describe("Null until it was embedded."),
  created_at: z.iso.datetime(),
});

type PreferenceItem = z.infer<typeof preferenceItemSchema>;

export function toPreferenceItem(preference: Preference): PreferenceItem {
  const { id, userId, kind, title, year, description, verdict, embedding, createdAtMs } = preference;
  return {
    id,
    user_id: userId,
    kind,
    title,
    year: year ?? null,
    description: description ?? null,
    verdict,
    embedding_model: embedding?.model ?? null,
    created_at: new Date(createdAtMs).toISOString(),
  };
}
