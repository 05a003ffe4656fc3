/** Recommendations grounded in a catalogue: what other folders may use. */
export { openCatalogue } from "./catalogue/open-catalogue.ts";
export { checkRecommendRequest } from "./check-recommend-request.ts";
export { createRecommender } from "./create-recommender.ts";
export { createMemoryPreferenceStore } from "./preferences/memory-preference-store.ts";
export type {
  NamedPreference,
  Recommendation,
  Recommendations,
  Recommender,
  RecommendEvent,
  RecommendRequest,
} from "./recommender.ts";
