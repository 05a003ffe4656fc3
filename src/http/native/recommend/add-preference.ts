import { z } from "zod";
import type { PreferenceVerdict } from "../../../core/preference.ts";
import type { Recommender } from "../../../recommend/index.ts";
import type { Route } from "../../route.ts";
import * as fields from "../../../recommend/fields.ts";
import { preferenceItemSchema, toPreferenceItem } from "./preference-item.ts";

interface AddPreferenceBody {
  readonly id?: string | undefined;
  readonly user_id: string;
  readonly title: string;
  readonly kind?: string | undefined;
  readonly year?: number | undefined;
  readonly description?: string | undefined;
  readonly verdict?: PreferenceVerdict | undefined;
}

const bodySchema: z.ZodType<AddPreferenceBody> = z.object({
  id: z.uuid().optional().describe("Storing the same id again replaces it; made by the server when absent."),
  user_id: fields.userId,
  title: fields.title,
  kind: fields.kind.optional().describe("Default `movie`."),
  year: fields.year.optional(),
  description: fields.description.optional(),
  verdict: fields.verdict.optional().describe("Default `liked`."),
});

/** Stores what a user thinks of an item. */
export function addPreferenceRoute(recommender: Recommender): Route<AddPreferenceBody> {
  return {
    method: "POST",
    paths: ["/api/preferences"],
    tag: "native",
    summary: "Stores what a user liked, disliked or has seen.",
    body: bodySchema,
    answer: {
      kind: "json",
      schema: z.object({
        preference: preferenceItemSchema,
        persisted: z.boolean().describe("False: the database did not take it yet; it is written later."),
      }),
    },
    async handle({ body, signal }) {
      const { id, user_id: userId, title, kind, year, description, verdict } = body;
      const { preference, persisted } = await recommender.addPreference(
        {
          userId,
          title,
          id,
          kind,
          year,
          description,
          verdict,
        },
        signal,
      );
      return { kind: "json", body: { preference: toPreferenceItem(preference), persisted } };
    },
  };
}
