import { expect, test } from "vitest";
import { characterCount } from "./character-count.ts";

test.each([
  ["", 0],
  ["Grüße", 5],
  ["日本語", 3],
  ["🙂🙂", 2],
  ["a\ud83d", 2],
])("characterCount of %j is %i", (text, count) => {
  expect(characterCount(text)).toBe(count);
});
