import { z } from "zod";
import { wholeNumber } from "../../schema/index.ts";
import { description, kind, query, title, userId, verdict, year } from "../fields.ts";

export const newPreferenceSchema = z.strictObject({
  /** Storing the same id again replaces it; a new one is made when absent. */
  id: z.uuid({ error: "a UUID" }).optional(),
  userId,
  /** Default `movie`. */
  kind: kind.optional(),
  title,
  year: year.optional(),
  description: description.optional(),
  /** Default `liked`. */
  verdict: verdict.optional(),
});
export type NewPreference = Readonly<z.infer<typeof newPreferenceSchema>>;

export const preferenceQuerySchema = z.strictObject({ userId, kind: kind.optional() });
export type PreferenceQuery = Readonly<z.infer<typeof preferenceQuerySchema>>;

export const preferenceSearchSchema = preferenceQuerySchema.extend({
  query: query.min(1),
  /** Default 10. */
  limit: wholeNumber(1, 100).optional(),
});
export type PreferenceSearch = Readonly<z.infer<typeof preferenceSearchSchema>>;

export const preferenceKeySchema = z.strictObject({ userId, id: z.string().min(1) });
