import { z } from "zod";
import type { Recommender } from "../../../recommend/index.ts";
import { defineRoute, type Route } from "../../route.ts";
import * as fields from "../../../recommend/fields.ts";
import { preferenceItemSchema, toPreferenceItem } from "./preference-item.ts";

const bodySchema = z.object({
  id: z.uuid().optional().describe("Storing the same id again replaces it; generated when absent."),
  user_id: fields.userId,
  title: fields.title,
  kind: fields.kind.optional().describe("Default `movie`."),
  year: fields.year.optional(),
  description: fields.description.optional(),
  verdict: fields.verdict.optional().describe("Default `liked`."),
});

/** Stores what a user thinks of an item. */
export function addPreferenceRoute(recommender: Recommender): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/preferences"],
    tag: "native",
    summary: "Stores what a user liked, disliked or has seen.",
    body: bodySchema,
    answer: {
      kind: "json",
      schema: z.object({
        preference: preferenceItemSchema,
        persisted: z.boolean().describe("False: the database is unavailable; it is written later."),
      }),
    },
    async handle({ body, signal }) {
      const { user_id: userId, ...given } = body;
      const { preference, persisted } = await recommender.addPreference({ userId, ...given }, signal);
      return { kind: "json", body: { preference: toPreferenceItem(preference), persisted } };
    },
  });
}
