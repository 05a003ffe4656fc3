import { z } from "zod";
import { ReparteeError } from "../../../core/errors.ts";
import type { Recommender } from "../../../recommend/index.ts";
import { defineRoute, type Route } from "../../route.ts";
import * as fields from "../../../recommend/fields.ts";

const querySchema = z.object({ user_id: fields.userId.describe("Whose it is.") });

export function deletePreferenceRoute(recommender: Recommender): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/api/preferences/{id}"],
    tag: "native",
    summary: "Removes a preference.",
    query: querySchema,
    answer: { kind: "json", schema: z.object({ id: z.string(), removed: z.literal(true) }) },
    errors: [404, 503],
    async handle({ param, query }) {
      const { user_id: userId } = query;
      const id = param("id");
      if (!(await recommender.removePreference(userId, id))) {
        throw new ReparteeError("not_found", "Cannot remove the preference: this user has none of that id");
      }
      return { kind: "json", body: { id, removed: true } };
    },
  });
}
