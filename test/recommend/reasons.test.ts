import { expect, test } from "vitest";
import { candidatesOf, createRecommendScene, says } from "./recommend-scene.ts";

test("a model's reason that is not true of what it chose is replaced by a written one, and marked", async () => {
  const { recommender } = await createRecommendScene({
    replies: (request) => [
      says(
        candidatesOf(request)
          .slice(0, 2)
          .map(({ id, about }, index) => `${index + 1}. [${id}] ${index === 0 ? about : "Tom Hanks sings for Xena."}\n`)
          .join(""),
      ),
    ],
  });
  const result = await recommender.recommend(
    { requestId: "r", query: "a samurai film", limit: 3 },
    new AbortController().signal,
  );
  const shown = result.recommendations.map(({ source, reasonSource }) => [source, reasonSource]);
  expect(shown).toEqual([
    ["model", "model"],
    ["model", "written"],
    ["template", "written"],
  ]);
  expect(result.byModel).toBe(2);
  expect(JSON.stringify(result)).not.toContain("Xena");
});
