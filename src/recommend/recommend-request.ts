import { z } from "zod";
import { languages } from "../core/language.ts";
import { wholeNumber } from "../schema/index.ts";
import { mode, verdict, year } from "./fields.ts";

const name = z.string().min(1);

const namedPreference = z.strictObject({
  title: name,
  year: year.optional(),
  /** Default `liked`. */
  verdict: verdict.optional(),
});

export type NamedPreference = Readonly<z.infer<typeof namedPreference>>;

export const recommendRequestSchema = z.strictObject({
  requestId: name,
  /** In the user's words; may be empty when there are preferences. */
  query: z.string(),
  /** The user whose stored preferences count. */
  userId: name.optional(),
  /** Preferences besides the stored ones. */
  preferences: z.array(namedPreference).max(200).readonly().optional(),
  /** How many items. Default 4. */
  limit: wholeNumber(1, 20).optional(),
  /** Such as `movie`; every kind when absent. */
  kind: name.optional(),
  /** The model that writes; the configured one when absent. */
  model: name.optional(),
  /** Default: `catalog` when the catalog has items of the kind. */
  mode: mode.optional(),
  /** Of the reasons. Default: the language of `query`; English where it is not clear, as of fewer than four words. */
  language: z.enum(languages).optional(),
});

export type RecommendRequest = Readonly<z.infer<typeof recommendRequestSchema>>;
