import { describe, expect, test } from "vitest";
import { systemClock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import { silentLog } from "../core/log.ts";
import { createMemoryPreferenceStore, createRecommender, type Recommender } from "../recommend/index.ts";
import { createLazyRecommender } from "./lazy-recommender.ts";

/** The real one, on a catalog of one film and without a model. */
async function make(): Promise<Recommender> {
  return createRecommender({
    serving: {
      hold: () => ({
        async *reply() {
          yield { type: "error", error: new ReparteeError("no_model_configured", "none") };
        },
        release() {},
      }),
      embed: () => Promise.reject(new ReparteeError("no_model_configured", "none")),
    },
    preferences: createMemoryPreferenceStore(),
    catalog: [
      {
        id: "heat",
        kind: "movie",
        title: "Heat",
        year: 1995,
        alternativeTitles: [],
        genres: ["crime"],
        directors: [],
        cast: [],
        description: "A heist.",
        popularity: 1,
      },
    ],
    models: () => [],
    log: silentLog,
    clock: systemClock,
  });
}

const { signal } = new AbortController();

describe("lazy recommender", () => {
  test("is made once, by whatever uses it first, and not to be closed", async () => {
    let made = 0;
    const late = createLazyRecommender(() => {
      made += 1;
      return make();
    });
    expect(made).toBe(0);
    const [{ preference }, found] = await Promise.all([
      late.addPreference({ userId: "u", title: "Heat" }, signal),
      late.recommend({ requestId: "r", query: "a heist" }, signal),
    ]);
    expect(found.recommendations).toMatchObject([{ title: "Heat" }]);
    expect(await late.listPreferences({ userId: "u" })).toEqual([preference]);
    expect(await late.searchPreferences({ userId: "u", query: "heat" }, signal)).toMatchObject([{ preference }]);
    expect(await late.removePreference("u", preference.id)).toBe(true);
    expect(made).toBe(1);
    await late[Symbol.asyncDispose]();

    const unused = createLazyRecommender(() => {
      made += 1;
      return make();
    });
    await unused[Symbol.asyncDispose]();
    expect(made).toBe(1);
  });

  test("that cannot be made says so at every use, and can still be closed", async () => {
    const fault = new ReparteeError("config_invalid", "broken");
    const late = createLazyRecommender(() => Promise.reject(fault));
    await expect(late.prepare()).rejects.toBe(fault);
    await expect(late.recommend({ requestId: "r", query: "x" }, signal)).rejects.toBe(fault);
    await expect(late.listPreferences({ userId: "u" })).rejects.toBe(fault);
    await late[Symbol.asyncDispose]();
  });
});
