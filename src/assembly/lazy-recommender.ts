import type { Recommender } from "../recommend/recommender.ts";

/** Creates the recommender at its first use: its catalog takes 0.1 s to read, and most programs recommend nothing. */
export interface LazyRecommender extends Recommender {
  /** Creates it now. @throws ReparteeError as `create`. */
  prepare(): Promise<void>;
}

/** @param create What it throws is thrown again at every use: wrong settings stay wrong. */
export function createLazyRecommender(create: () => Promise<Recommender>): LazyRecommender {
  let creating: Promise<Recommender> | undefined;
  const created = (): Promise<Recommender> => (creating ??= create());

  return {
    prepare: async () => void (await created()),
    recommend: async (request, signal) => await (await created()).recommend(request, signal),
    async *recommendStream(request, signal) {
      yield* (await created()).recommendStream(request, signal);
    },
    addPreference: async (preference, signal) => await (await created()).addPreference(preference, signal),
    listPreferences: async (query) => await (await created()).listPreferences(query),
    removePreference: async (userId, id) => await (await created()).removePreference(userId, id),
    searchPreferences: async (search, signal) => await (await created()).searchPreferences(search, signal),
    async [Symbol.asyncDispose]() {
      // One that could not be created holds nothing.
      const recommender = await creating?.catch(() => undefined);
      await recommender?.[Symbol.asyncDispose]();
    },
  };
}
