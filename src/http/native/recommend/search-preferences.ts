import { z } from "zod";
import type { Recommender } from "../../../recommend/index.ts";
import type { Route } from "../../route.ts";
import { validateBody } from "../../validate-body.ts";
import * as fields from "./fields.ts";
import { preferenceItemSchema, toPreferenceItem } from "./preference-item.ts";

const querySchema = z.object({
  user_id: fields.userId,
  q: fields.query.min(1),
  kind: fields.kind.optional(),
  limit: z.int().min(1).max(100).optional(),
});

export function searchPreferencesRoute(recommender: Recommender): Route {
  return {
    method: "GET",
    paths: ["/api/preferences/search"],
    tag: "native",
    summary: "Finds a user's preferences by likeness, most alike first.",
    query: {
      user_id: "Whose they are; needed.",
      q: "What they are to be like; needed.",
      kind: "Such as `movie`; every kind when absent.",
      limit: "1 to 100; 10 when absent.",
    },
    answer: {
      kind: "json",
      schema: z.object({
        results: z.array(z.object({ preference: preferenceItemSchema, similarity: z.number().min(-1).max(1) })),
      }),
    },
    errors: [503],
    async handle({ query, signal }) {
      const given = { user_id: query("user_id"), q: query("q"), kind: query("kind"), limit: query("limit") };
      const {
        user_id: userId,
        q,
        kind,
        limit,
      } = validateBody(querySchema, {
        ...given,
        limit: fields.wholeNumber(given.limit),
      });
      const search = {
        userId,
        query: q,
        ...(kind === undefined ? {} : { kind }),
        ...(limit === undefined ? {} : { limit }),
      };
      const found = await recommender.searchPreferences(search, signal);
      const results = found.map(({ preference, similarity }) => ({
        preference: toPreferenceItem(preference),
        similarity,
      }));
      return { kind: "json", body: { results } };
    },
  };
}
