import fc from "fast-check";
import { expect, it } from "vitest";
import { splitWords } from "./word-tokens.ts";

it.each([
  { text: "", words: [] },
  { text: "Hello, world!\n", words: ["Hello,", " world!", "\n"] },
  { text: "  two  spaces", words: ["  two", "  spaces"] },
  { text: "你好 world", words: ["你", "好", " world"] },
  { text: "すし sushi寿司", words: ["す", "し", " sushi", "寿", "司"] },
  { text: "👩‍👩‍👧‍👦 ok", words: ["👩‍👩‍👧‍👦", " ok"] },
])("words of $text", ({ text, words }) => {
  expect(splitWords(text)).toEqual(words);
});

it("words joined are the text, whole characters each", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const words = splitWords(text);
      expect(words.join("")).toBe(text);
      expect(words.every((word) => word !== "" && !/\p{Surrogate}/u.test(word))).toBe(true);
    }),
  );
});
