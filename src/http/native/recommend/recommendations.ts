import { z } from "zod";
import type { Recommender } from "../../../recommend/index.ts";
import type { Route } from "../../route.ts";
import { recommendationsSchema, toRecommendationFrames, toRecommendations } from "./recommendation-item.ts";
import * as fields from "./fields.ts";

const namedPreference = z.union([
  fields.title,
  z.object({ title: fields.title, year: fields.year.optional(), verdict: fields.verdict.optional() }),
]);

const bodySchema = z
  .object({
    query: fields.query.default("").describe("What is wished, in the user's words."),
    user_id: fields.userId.optional().describe("Whose kept preferences count."),
    preferences: z.array(namedPreference).max(200).default([]).describe("Titles that count besides the kept ones."),
    limit: z.int().min(1).max(20).default(4),
    kind: fields.kind.optional().describe("Such as `movie`; every kind when absent."),
    mode: z.enum(["catalogue", "open"]).optional().describe("`open`: also what the catalogue does not have."),
    model: z.string().min(1).max(512).optional(),
    stream: z.boolean().default(false),
  })
  .refine(({ query, user_id, preferences }) => query.trim() !== "" || user_id !== undefined || preferences.length > 0, {
    message: "`query` is empty and there is no other sign of what is wished: give `query`, `user_id` or `preferences`",
    path: ["query"],
  });

/** Always answers: without a model, from the catalogue alone. */
export function recommendationsRoute(recommender: Recommender): Route<z.output<typeof bodySchema>> {
  return {
    method: "POST",
    paths: ["/api/recommendations"],
    tag: "native",
    summary: "Recommends things to a user's taste.",
    body: bodySchema,
    answer: { kind: "json", schema: recommendationsSchema, alsoStreams: true },
    async handle({ body, requestId, signal, wantsEvents }) {
      const { user_id: userId, kind, mode, model, preferences, stream, ...plain } = body;
      const request = {
        ...plain,
        requestId,
        preferences: preferences.map((one) => {
          const { title, year, verdict } =
            typeof one === "string" ? { title: one, year: undefined, verdict: undefined } : one;
          return { title, ...(year === undefined ? {} : { year }), ...(verdict === undefined ? {} : { verdict }) };
        }),
        ...(userId === undefined ? {} : { userId }),
        ...(kind === undefined ? {} : { kind }),
        ...(mode === undefined ? {} : { mode }),
        ...(model === undefined ? {} : { model }),
      };
      if (stream || wantsEvents) {
        const frames = toRecommendationFrames(recommender.recommendStream(request, signal));
        return { kind: "event-stream", frames, named: true };
      }
      return { kind: "json", body: toRecommendations(await recommender.recommend(request, signal)) };
    },
  };
}
