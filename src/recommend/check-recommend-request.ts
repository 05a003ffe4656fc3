import { filledText, groupOf, integerIn, listOf, oneOf, optional, text } from "../core/field-check.ts";
import { languages } from "../core/language.ts";
import type { NamedPreference, RecommendRequest } from "./recommender.ts";

const namedPreference = groupOf<NamedPreference>(
  {
    title: filledText,
    year: optional(integerIn(1000, 2200)),
    verdict: optional(oneOf(["liked", "disliked", "seen"])),
  },
  "an object with `title`",
);

const recommendRequest = groupOf<RecommendRequest>(
  {
    requestId: filledText,
    query: text,
    userId: optional(filledText),
    preferences: optional(listOf(namedPreference, "a list of at most 200 preferences", { max: 200 })),
    limit: optional(integerIn(1, 20)),
    kind: optional(filledText),
    model: optional(filledText),
    mode: optional(oneOf(["catalogue", "open"])),
    language: optional(oneOf(languages)),
  },
  "an object with `query`",
);

/** @throws ReparteeError `invalid_request`; `param` names the field, such as `limit` or `preferences[0].title`. */
export function checkRecommendRequest(request: unknown): asserts request is RecommendRequest {
  recommendRequest(request, "");
}
