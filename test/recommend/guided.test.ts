/** What a very small model is asked for: the end of each reason, of items that retrieval chose. */
import { expect, test } from "vitest";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import type { FakeModelScript } from "../../src/testing/index.ts";
import { createRecommendScene, says } from "./recommend-scene.ts";

const { signal } = new AbortController();
const small = { parameterCount: 135e6, device: "cpu" };

function storyIn(request: GenerateRequest): string {
  const prompt = request.input.kind === "chat" ? (request.input.messages.at(-1)?.content ?? "") : "";
  return /Story: (.*)$/.exec(prompt)?.[1] ?? "";
}

async function recommend(script: FakeModelScript, more: object = {}) {
  const { recommender, scene } = await createRecommendScene(
    { ...small, ...script },
    { parameterCount: () => small.parameterCount },
  );
  const result = await recommender.recommend({ requestId: "r", query: "a samurai film", limit: 3, ...more }, signal);
  return { result, requests: scene.engine.requests };
}

test("a very small model finishes the reasons of what retrieval found, in its order", async () => {
  const { result, requests } = await recommend({ replies: (request) => [says(` ${storyIn(request)}`)] });
  const alone = await recommend({ replies: () => [says("")] });
  const titlesOf = ({ recommendations }: typeof result) => recommendations.map(({ title }) => title);
  expect(titlesOf(result)).toEqual(titlesOf(alone.result));
  expect(result).toMatchObject({ source: "model", model: "small", byModel: 0, complete: true });
  expect(result.text).toBe("These 3 come close to what you asked for.");
  for (const { description, reason, reasonSource, source } of result.recommendations) {
    expect({ reasonSource, source }).toEqual({ reasonSource: "model", source: "template" });
    expect(reason.toLowerCase()).toContain(description.slice(0, -1).toLowerCase());
  }
  expect(requests.map(({ request }) => request.replyPrefix)).toEqual(["Here", "Here", "Here"]);
});

test("a reason that tells a plot of its own is replaced by a written one, and the others stay", async () => {
  let count = 0;
  const { result } = await recommend({
    replies: (request) => [says(++count === 2 ? " a samurai opens a bakery in Paris." : ` ${storyIn(request)}`)],
  });
  expect(result.recommendations.map(({ reasonSource }) => reasonSource).toSorted()).toEqual([
    "model",
    "model",
    "written",
  ]);
  expect(JSON.stringify(result)).not.toContain("bakery");
});

test("a reason begins with what an item shares with a film that is liked", async () => {
  const { result } = await recommend(
    { replies: (request) => [says(` ${storyIn(request)}`)] },
    { query: "a heist", preferences: [{ title: "Heat" }] },
  );
  const reasons = result.recommendations.map(({ reason }) => reason);
  expect(reasons.filter((reason) => /^Like Heat, .+: |, as Heat is: /.test(reason))).not.toEqual([]);
  expect(reasons.filter((reason) => !reason.includes(": "))).toEqual([]);
});

test("when no reason holds, the list is retrieval's and says so", async () => {
  const { result } = await recommend({ replies: () => [says(" nothing of the kind.")] });
  expect(result).toMatchObject({ source: "template", byModel: 0, reason: "unusable_reply" });
  expect(result.recommendations).toHaveLength(3);
});

test("in another language than English a very small model is not asked", async () => {
  const { result, requests } = await recommend({ replies: () => [says("1. [m1] Hallo.")] }, { language: "de" });
  expect(requests).toHaveLength(0);
  expect(result).toMatchObject({ source: "template", reason: "unusable_reply" });
});

test.each([
  ["a larger model", { parameterCount: 3e9 }, {}],
  ["open mode", {}, { mode: "open" }],
])("%s writes its list itself", async (_, script, more) => {
  const { requests } = await recommend({ replies: () => [says("1. Ran (1985) - war\n")], ...script }, more);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.request.replyPrefix).toBeUndefined();
});
