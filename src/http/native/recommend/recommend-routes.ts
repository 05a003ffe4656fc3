import type { Recommender } from "../../../recommend/index.ts";
import type { Route } from "../../route.ts";
import { addPreferenceRoute } from "./add-preference.ts";
import { deletePreferenceRoute } from "./delete-preference.ts";
import { listPreferencesRoute } from "./list-preferences.ts";
import { recommendationsRoute } from "./recommendations.ts";
import { searchPreferencesRoute } from "./search-preferences.ts";

/** Recommendations, and what users like. */
export function recommendRoutes(recommender: Recommender): readonly Route[] {
  return [
    recommendationsRoute(recommender),
    addPreferenceRoute(recommender),
    listPreferencesRoute(recommender),
    searchPreferencesRoute(recommender),
    deletePreferenceRoute(recommender),
  ];
}
