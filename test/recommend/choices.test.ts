/** Where what a model chose is shown: first, unless it answers the question far worse than what it would replace. */
import { expect, test } from "vitest";
import { createRecommendScene, says } from "./recommend-scene.ts";

const { signal } = new AbortController();

async function titlesOf(
  reply: string,
  query: string,
  parameterCount?: number,
  mode?: "open",
): Promise<readonly string[]> {
  const { recommender } = await createRecommendScene(
    { replies: () => [says(reply)] },
    { parameterCount: () => parameterCount },
  );
  const request = { requestId: "r", query, preferences: [], ...(mode === undefined ? {} : { mode }) };
  const { recommendations } = await recommender.recommend(request, signal);
  return recommendations.map(({ title, source }) => `${title}${source === "model" ? " *" : ""}`);
}

test("a choice that answers as well as what retrieval found comes first", async () => {
  const titles = await titlesOf("1. Raging Bull (1980) - a boxer\n", "boxing");
  expect(titles[0]).toBe("Raging Bull *");
});

test("a choice that answers far worse is ranked among what retrieval found, whatever its place in the reply", async () => {
  const titles = await titlesOf("1. Amélie (2001) - a\n2. Rocky (1976) - a boxer\n", "boxing");
  expect(titles[0]).toBe("Rocky *");
  expect(titles).not.toContain("Amélie *");
  expect(titles).toHaveLength(4);
});

test("in open mode a model that knows more than the catalog is believed", async () => {
  const titles = await titlesOf("1. Amélie (2001) - a\n", "boxing", undefined, "open");
  expect(titles[0]).toBe("Amélie *");
});

test("what a very small model chooses comes first only where it fits as well as what it replaces", async () => {
  const reply = "1. Dangal (2016) - a wrestler\n2. Rocky (1976) - a boxer\n";
  const [ofLarge, ofSmall] = [await titlesOf(reply, "boxing", 3e9), await titlesOf(reply, "boxing", 135e6)];
  expect(ofLarge[0]).toBe("Dangal *");
  expect(ofSmall[0]).toBe("Rocky *");
});

test("what a very small model says around its list is not shown", async () => {
  const reply = "Here are items that should be a combination.\n\n1. Rocky (1976) - a boxer\n";
  const texts = [];
  for (const parameterCount of [3e9, 135e6]) {
    const script = { replies: () => [says(reply)] };
    const { recommender } = await createRecommendScene(script, { parameterCount: () => parameterCount });
    texts.push((await recommender.recommend({ requestId: "r", query: "boxing", preferences: [] }, signal)).text);
  }
  expect(texts).toEqual(["Here are items that should be a combination.", "These 4 come close to what you asked for."]);
});
