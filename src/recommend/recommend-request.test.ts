import { expect, test } from "vitest";
import { readValue } from "../schema/index.ts";
import { recommendRequestSchema } from "./recommend-request.ts";

const plain = { requestId: "r", query: "x" };
const read = (request: unknown) => readValue(recommendRequestSchema, request);

test("a plain request and one with everything are read as they are", () => {
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
  expect(read(plain)).toEqual(plain);
  expect(read(everything)).toEqual(everything);
});

test("the former spelling of the mode `catalog` is still read", () => {
  expect(read({ ...plain, mode: "catalogue" })).toEqual({ ...plain, mode: "catalog" });
});

test.each([
  [{ requestId: "r" }, "query"],
  [{ ...plain, limit: 21 }, "limit"],
  [{ ...plain, mode: "free" }, "mode"],
  [{ ...plain, language: "tlh" }, "language"],
  [{ ...plain, preferences: [{ year: 1995 }] }, "preferences[0].title"],
  [{ ...plain, user_id: "ada" }, "user_id"],
])("the request %j is refused for %s", (request, param) => {
  expect(() => read(request)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
});
