/** Questions for years, and for nothing but the best. */
import { expect, test } from "vitest";
import { createRecommendScene, says } from "./recommend-scene.ts";

const signal = new AbortController().signal;

async function recommend(query: string, options: { readonly reply?: string; readonly mode?: "open" } = {}) {
  const { reply, mode } = options;
  const { recommender } = await createRecommendScene(
    reply === undefined ? undefined : { replies: () => [says(reply)] },
  );
  const request = { requestId: "r", query, limit: 4, ...(mode === undefined ? {} : { mode }) };
  return await recommender.recommend(request, signal);
}

test.each([
  ["a comedy from the 90s", 1990, 1999],
  ["a comedy from the 1990s", 1990, 1999],
  ["a horror film from the eighties", 1980, 1989],
  ["films before 1960", 1900, 1959],
  ["Komödien vor 1960", 1900, 1959],
  ["une comédie des années 80", 1980, 1989],
  ["90年代のコメディ", 1990, 1999],
])("%s brings only those", async (query, from, until) => {
  const { recommendations } = await recommend(query);
  expect(recommendations).toHaveLength(4);
  for (const { title, year } of recommendations) {
    expect(year, title).toBeGreaterThanOrEqual(from);
    expect(year, title).toBeLessThanOrEqual(until);
  }
});

test("a decade is more than its first year, and the genre still decides", async () => {
  const { recommendations, text } = await recommend("a comedy from the 1990s");
  expect(new Set(recommendations.map(({ year }) => year)).size).toBeGreaterThan(1);
  for (const { reason } of recommendations) expect(reason.toLowerCase()).toContain("comedy");
  expect(text).toBe("These 4 come close to what you asked for.");
});

test("years that hold too little come first, and what is of others is said to be", async () => {
  const { recommendations, text } = await recommend("films before 1921");
  const inside = recommendations.filter(({ year }) => (year ?? 0) < 1921);
  expect(inside.length).toBeLessThan(4);
  expect(recommendations).toHaveLength(4);
  expect(recommendations.slice(0, inside.length)).toEqual(inside);
  for (const { year, reason } of recommendations.slice(inside.length)) expect(reason).toContain(String(year));
  expect(text).toBe("I do not have enough from those years: not all of these are.");
});

test("a model's text is followed by a sentence that says so", async () => {
  const { text } = await recommend("films before 1921", { reply: "Here you go:\n1. [m1] One.\n2. [m2] Two.\n" });
  expect(text).toBe("Here you go:\nI do not have enough from those years: not all of these are.");
});

test("a model's titles of other years are left out", async () => {
  const reply =
    "1. Ghostbusters (1984) - A comedy.\n2. Invented Things (1987) - Funny.\n3. Groundhog Day (1993) - A comedy.\n";
  for (const mode of [undefined, "open"] as const) {
    const { recommendations } = await recommend("a comedy from the 90s", { reply, ...(mode && { mode }) });
    const titles = recommendations.map(({ title }) => title);
    expect(titles).not.toContain("Ghostbusters");
    expect(titles).not.toContain("Invented Things");
    expect(titles).toContain("Groundhog Day");
  }
});

test("a title that is a number is no year", async () => {
  const { recommendations } = await recommend("like 1917 but funny");
  expect(recommendations.map(({ title }) => title)).not.toContain("1917");
  expect(recommendations.some(({ year }) => year !== 1917)).toBe(true);
});

test.each(["best movie ever", "die besten Filme aller Zeiten", "the greatest films of all time"])(
  "%s is answered with what many people like",
  async (query) => {
    const { recommender } = await createRecommendScene();
    const { recommendations, text } = await recommender.recommend({ requestId: "r", query, language: "en" }, signal);
    expect(text).toBe("Here is what many people like.");
    expect(recommendations).toHaveLength(4);
    for (const { id } of recommendations) expect(id).not.toBeUndefined();
  },
);

test("the best series is a series", async () => {
  const series = await recommend("best series ever");
  const films = await recommend("best movie ever");
  const both = new Set([...series.recommendations, ...films.recommendations].map(({ id }) => id));
  expect(both.size).toBe(8);
});
