import { z } from "zod";
import type { RecommendRequest, Recommender } from "../../../recommend/index.ts";
import { languageField } from "../../language-field.ts";
import { defineRoute, type Route } from "../../route.ts";
import { recommendationsSchema, toRecommendationFrames, toRecommendations } from "./recommendation-item.ts";
import * as fields from "../../../recommend/fields.ts";

const namedPreference = z.union(
  [fields.title, z.object({ title: fields.title, year: fields.year.optional(), verdict: fields.verdict.optional() })],
  { error: "a title, or an object with `title`" },
);

const bodySchema = z
  .object({
    query: fields.query.default("").describe("The request, in the user's words."),
    user_id: fields.userId.optional().describe("The user whose stored preferences count."),
    preferences: z.array(namedPreference).max(200).default([]).describe("Preferences besides the stored ones."),
    limit: z.int().min(1).max(20).default(4),
    kind: fields.kind.optional().describe("Such as `movie`; every kind when absent."),
    mode: fields.mode.optional().describe("`open`: also items that the catalog does not have."),
    model: z.string().min(1).max(512).optional(),
    language: languageField
      .optional()
      .describe("Of the reasons; absent: that of the query where it shows one, else English."),
    stream: z.boolean().default(false),
  })
  .refine(({ query, user_id, preferences }) => query.trim() !== "" || user_id !== undefined || preferences.length > 0, {
    message: "a query, or `user_id` or `preferences` in its place",
    path: ["query"],
  });

type RecommendationsBody = z.infer<typeof bodySchema>;

/** Always answers: without a model, from the catalog alone. */
export function recommendationsRoute(recommender: Recommender): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/recommendations"],
    tag: "native",
    summary: "Recommends things to a user's taste.",
    body: bodySchema,
    answer: { kind: "json", schema: recommendationsSchema, alsoStreams: true },
    errors: [409, 422],
    keyed: ({ user_id: userId }) => (userId === undefined ? {} : { userId }),
    async handle({ body, requestId, signal, wantsEvents }) {
      const request = toRequest(body, requestId);
      if (body.stream || wantsEvents) {
        const frames = toRecommendationFrames(recommender.recommendStream(request, signal));
        return { kind: "event-stream", frames, named: true };
      }
      return { kind: "json", body: toRecommendations(await recommender.recommend(request, signal)) };
    },
  });
}

function toRequest(body: RecommendationsBody, requestId: string): RecommendRequest {
  const { query, limit, user_id: userId, kind, mode, model, language } = body;
  const preferences = body.preferences.map((one) => (typeof one === "string" ? { title: one } : one));
  return { requestId, query, limit, preferences, userId, kind, mode, model, language };
}
