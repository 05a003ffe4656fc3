/** That what a question says is what decides, and not only its nearest word. */
import { expect, test } from "vitest";
import { createRecommendScene } from "./recommend-scene.ts";

const signal = new AbortController().signal;

async function recommended(query: string, limit = 8) {
  const { recommender } = await createRecommendScene();
  return (await recommender.recommend({ requestId: "r", query, limit }, signal)).recommendations;
}

test.each([
  ["thoughtful sci-fi like Arrival", ["Terminator 2: Judgment Day", "E.T. the Extra-Terrestrial", "Predator"]],
  ["slow Korean thriller", ["Crash Landing on You", "Train to Busan"]],
  ["crime without much blood", ["Reservoir Dogs", "Scarface", "I Saw the Devil"]],
  ["a film for kids", ["Se7en", "Alien", "Boyhood"]],
  ["a quiet film", ["A Quiet Place", "All Quiet on the Western Front", "Die Hard"]],
  ["horror without zombies", ["Night of the Living Dead", "Dawn of the Dead", "Train to Busan"]],
])("%s does not bring %j", async (query, unwanted) => {
  const titles = (await recommended(query)).map(({ title }) => title);
  expect(titles).toHaveLength(8);
  for (const title of unwanted) expect(titles).not.toContain(title);
});

test("confidence is for what answers the whole question", async () => {
  const all = await recommended("slow Korean thriller", 20);
  expect(all[0]?.confidence).toBeGreaterThan(0.8);
  const romance = all.find(({ title }) => title === "Crash Landing on You");
  // 0.98 where only its nearness counts.
  expect(romance?.confidence ?? 0).toBeLessThan(0.9);
});
