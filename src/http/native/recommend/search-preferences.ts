import { z } from "zod";
import type { Recommender } from "../../../recommend/index.ts";
import { defineRoute, type Route } from "../../route.ts";
import * as fields from "../../../recommend/fields.ts";
import { preferenceItemSchema, toPreferenceItem } from "./preference-item.ts";

const querySchema = z.object({
  user_id: fields.userId.describe("Whose they are."),
  q: fields.query.min(1).describe("What they are to be like."),
  kind: fields.kind.optional().describe("Such as `movie`; every kind when absent."),
  limit: z.coerce.number().int().min(1).max(100).optional().describe("10 when absent."),
});

export function searchPreferencesRoute(recommender: Recommender): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/preferences/search"],
    tag: "native",
    summary: "Finds a user's preferences by likeness, most alike first.",
    query: querySchema,
    answer: {
      kind: "json",
      schema: z.object({
        results: z.array(z.object({ preference: preferenceItemSchema, similarity: z.number().min(-1).max(1) })),
      }),
    },
    errors: [503],
    async handle({ query, signal }) {
      const { user_id: userId, q, kind, limit } = query;
      const found = await recommender.searchPreferences({ userId, query: q, kind, limit }, signal);
      const results = found.map(({ preference, similarity }) => ({
        preference: toPreferenceItem(preference),
        similarity,
      }));
      return { kind: "json", body: { results } };
    },
  });
}
