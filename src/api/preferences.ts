import type { Preference } from "../core/preference.ts";
import {
  newPreferenceSchema,
  preferenceKeySchema,
  preferenceQuerySchema,
  preferenceSearchSchema,
  type NewPreference,
  type PreferenceQuery,
  type PreferenceSearch,
} from "../recommend/preferences/preference-requests.ts";
import type { FoundPreference } from "../recommend/recommender.ts";
import { readValue } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { signalOf, type Abortable } from "./request-options.ts";

/** What users liked, disliked or have seen. All throw ReparteeError `invalid_request` and `draining`. */
export interface ReparteePreferences {
  /** Keeps one; the same id again replaces it. `persisted: false`: the database did not take it yet. */
  add(preference: NewPreference, options?: Abortable): Promise<StoredPreference>;
  /** All of one user's, oldest first. @throws ReparteeError `storage_unavailable` */
  list(query: PreferenceQuery): Promise<readonly Preference[]>;
  /** Most alike first. @throws ReparteeError `storage_unavailable` */
  search(search: PreferenceSearch, options?: Abortable): Promise<readonly FoundPreference[]>;
  /** False when the user has no such preference. @throws ReparteeError `storage_unavailable` */
  remove(userId: string, id: string): Promise<boolean>;
}

export interface StoredPreference {
  readonly preference: Preference;
  readonly persisted: boolean;
}

export function createPreferenceFunctions(context: ApiContext): ReparteePreferences {
  return {
    async add(preference, options) {
      const { recommender } = context.use();
      return await recommender.addPreference(readValue(newPreferenceSchema, preference), signalOf(options));
    },
    async list(query) {
      const { recommender } = context.use();
      return await recommender.listPreferences(readValue(preferenceQuerySchema, query));
    },
    async search(search, options) {
      const { recommender } = context.use();
      return await recommender.searchPreferences(readValue(preferenceSearchSchema, search), signalOf(options));
    },
    async remove(userId, id) {
      const { recommender } = context.use();
      const key = readValue(preferenceKeySchema, { userId, id });
      return await recommender.removePreference(key.userId, key.id);
    },
  };
}
