/** What a small model copies out of its prompt is shown to nobody. */
import { expect, test } from "vitest";
import { createRecommendScene, says } from "./recommend-scene.ts";

const signal = new AbortController().signal;
const form = "1 sentence to the user that says why it suits them";

async function recommended(reply: string, kind: string) {
  const { recommender } = await createRecommendScene({ replies: () => [says(reply)] });
  const query = "a book about dragons";
  return await recommender.recommend({ requestId: "r", query, kind, mode: "open", limit: 4 }, signal);
}

test("titles of open mode that are the prompt's words, placeholders or sentences are left out", async () => {
  const { recommendations, text } = await recommended(
    "One line each, best first:\n" +
      `1. Title (2004) - ${form}\n2. book-1 - no reason\n3. The user likes dragons, so I recommend the following - yes\n` +
      "4. Eragon (2002) - A boy finds an egg.\n",
    "book",
  );
  expect(recommendations.map(({ title, reason }) => ({ title, reason }))).toEqual([
    { title: "Eragon", reason: "A boy finds an egg." },
  ]);
  expect(text).not.toContain("best first");
});

test("a reason that is the prompt's words is replaced, for a title of no catalog too", async () => {
  const { recommendations } = await recommended(`1. Eragon (2002) - ${form}\n`, "book");
  expect(recommendations).toMatchObject([
    { title: "Eragon", reason: "It is close to what you asked for.", reasonSource: "written", grounded: false },
  ]);
  const films = (await recommended(`1. Heat (1995) - ${form}\n`, "movie")).recommendations;
  expect(films).toHaveLength(4);
  for (const { reason } of films) expect(reason).not.toContain("sentence");
});
