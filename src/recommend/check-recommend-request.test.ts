import { expect, test } from "vitest";
import { checkRecommendRequest } from "./check-recommend-request.ts";

const plain = { requestId: "r", query: "x" };

test("checkRecommendRequest takes a plain request and one with everything", () => {
  const everything = {
    ...plain,
    userId: "ada",
    preferences: [{ title: "Heat", year: 1995, verdict: "seen" }],
    limit: 20,
    kind: "movie",
    model: "m",
    mode: "open",
    language: "ko",
  };
  expect(() => checkRecommendRequest(plain)).not.toThrow();
  expect(() => checkRecommendRequest(everything)).not.toThrow();
});

test.each([
  [{ requestId: "r" }, "query"],
  [{ ...plain, limit: 21 }, "limit"],
  [{ ...plain, mode: "free" }, "mode"],
  [{ ...plain, language: "tlh" }, "language"],
  [{ ...plain, preferences: [{ year: 1995 }] }, "preferences[0].title"],
  [{ ...plain, user_id: "ada" }, "user_id"],
])("checkRecommendRequest refuses %j for %s", (request, param) => {
  expect(() => checkRecommendRequest(request)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
});
