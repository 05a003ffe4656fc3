/** Recommendations grounded in a catalogue: what other folders may use. */
export { openCatalogue } from "./catalogue/open-catalogue.ts";
export { createRecommender } from "./create-recommender.ts";
export { createMemoryPreferenceStore } from "./preferences/memory-preference-store.ts";
export type { Recommendation, Recommendations, Recommender, RecommendEvent, RecommendRequest } from "./recommender.ts";
