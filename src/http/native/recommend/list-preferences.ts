import { z } from "zod";
import type { Recommender } from "../../../recommend/index.ts";
import type { Route } from "../../route.ts";
import { validateBody } from "../../validate-body.ts";
import * as fields from "./fields.ts";
import { preferenceItemSchema, toPreferenceItem } from "./preference-item.ts";

const querySchema = z.object({ user_id: fields.userId, kind: fields.kind.optional() });

export function listPreferencesRoute(recommender: Recommender): Route {
  return {
    method: "GET",
    paths: ["/api/preferences"],
    tag: "native",
    summary: "Lists what a user liked, disliked or has seen, oldest first.",
    query: { user_id: "Whose they are; needed.", kind: "Such as `movie`; every kind when absent." },
    answer: { kind: "json", schema: z.object({ preferences: z.array(preferenceItemSchema) }) },
    errors: [503],
    async handle({ query }) {
      const { user_id: userId, kind } = validateBody(querySchema, { user_id: query("user_id"), kind: query("kind") });
      const kept = await recommender.listPreferences({ userId, ...(kind === undefined ? {} : { kind }) });
      return { kind: "json", body: { preferences: kept.map(toPreferenceItem) } };
    },
  };
}
