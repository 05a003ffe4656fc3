import type { Recommender } from "../recommend/recommender.ts";

/** Makes the recommender at its first use: its catalog takes 0.1 s to read, and most programs recommend nothing. */
export interface LateRecommender extends Recommender {
  /** Makes it now. @throws ReparteeError as `make`. */
  prepare(): Promise<void>;
}

/** @param make What it throws is thrown again at every use: what is wrong with the settings stays wrong. */
export function createLateRecommender(make: () => Promise<Recommender>): LateRecommender {
  let making: Promise<Recommender> | undefined;
  const made = (): Promise<Recommender> => (making ??= make());

  return {
    prepare: async () => void (await made()),
    recommend: async (request, signal) => await (await made()).recommend(request, signal),
    async *recommendStream(request, signal) {
      yield* (await made()).recommendStream(request, signal);
    },
    addPreference: async (preference, signal) => await (await made()).addPreference(preference, signal),
    listPreferences: async (query) => await (await made()).listPreferences(query),
    removePreference: async (userId, id) => await (await made()).removePreference(userId, id),
    searchPreferences: async (search, signal) => await (await made()).searchPreferences(search, signal),
    async [Symbol.asyncDispose]() {
      // One that could not be made holds nothing.
      const recommender = await making?.catch(() => undefined);
      await recommender?.[Symbol.asyncDispose]();
    },
  };
}
