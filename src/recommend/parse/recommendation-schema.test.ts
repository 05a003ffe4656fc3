import { expect, test } from "vitest";
import { parseList, recommendationSchema } from "./index.ts";

test("schema allows at most the items that were asked for, with every field", () => {
  expect(recommendationSchema(4)).toMatchObject({
    properties: {
      recommendations: { maxItems: 4, items: { required: ["title", "year", "description", "reason", "confidence"] } },
    },
  });
});

test("schema for candidates allows their ids and no titles", () => {
  const schema = JSON.stringify(recommendationSchema(2, { ids: ["a", "b"] }));
  expect(schema).toContain('"enum":["a","b"]');
  expect(schema).not.toContain('"title"');
});

test("a reply in the schema's form is read by the same parser", () => {
  const reply = JSON.stringify({
    recommendations: [{ title: "Heat", year: null, description: "d", reason: "r", confidence: 0.5 }],
  });
  expect(parseList(reply).items).toMatchObject([{ title: "Heat", year: null, reason: "r", confidence: 0.5 }]);
});

test.each([0, -1, 1.5, Number.NaN])("schema for %s items is refused", (limit) => {
  expect(() => recommendationSchema(limit)).toThrow(RangeError);
});
