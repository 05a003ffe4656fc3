import { z } from "zod";
import type { Recommender } from "../../../recommend/index.ts";
import { defineRoute, type Route } from "../../route.ts";
import * as fields from "../../../recommend/fields.ts";
import { preferenceItemSchema, toPreferenceItem } from "./preference-item.ts";

const querySchema = z.object({
  user_id: fields.userId.describe("Whose they are."),
  kind: fields.kind.optional().describe("Such as `movie`; every kind when absent."),
});

export function listPreferencesRoute(recommender: Recommender): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/preferences"],
    tag: "native",
    summary: "Lists what a user liked, disliked or has seen, oldest first.",
    query: querySchema,
    answer: { kind: "json", schema: z.object({ preferences: z.array(preferenceItemSchema) }) },
    errors: [503],
    async handle({ query }) {
      const { user_id: userId, kind } = query;
      const stored = await recommender.listPreferences({ userId, kind });
      return { kind: "json", body: { preferences: stored.map(toPreferenceItem) } };
    },
  });
}
