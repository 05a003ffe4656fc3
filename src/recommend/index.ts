/** Recommendations grounded in a catalog: what other folders may use. */
export { openCatalog } from "./catalog/open-catalog.ts";
export { createRecommender } from "./create-recommender.ts";
export { createMemoryPreferenceStore } from "./preferences/memory-preference-store.ts";
export type { Recommendation, Recommendations, Recommender, RecommendEvent } from "./recommender.ts";
export type { RecommendRequest } from "./recommend-request.ts";
