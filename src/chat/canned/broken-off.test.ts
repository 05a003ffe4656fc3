import { expect, test } from "vitest";
import { languages } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { brokenOffClosing, withoutClosing } from "./broken-off.ts";

test.each([
  ["en", "I hear", "… I lost my thread there."],
  ["en", "I hear ", "… I lost my thread there."],
  ["en", "That is sad.", " I lost my thread there."],
  ["en", "That is sad. ", "I lost my thread there."],
  ["zh", "我很难过。", "我刚才说到一半，思路断了。"],
  ["zh", "我很", "…我刚才说到一半，思路断了。"],
] as const)("closing in %s behind %j is %j", (language, text, closing) => {
  expect(brokenOffClosing(text, language)).toBe(closing);
});

test.each(languages)("closing in %s is in that language, and comes off again", (language) => {
  const { identify } = createLanguageIdentifier();
  expect(identify(brokenOffClosing("", language))?.language).toBe(language);
  for (const text of ["Hm", "Hm."]) expect(withoutClosing(text + brokenOffClosing(text, language))).toBe(text);
});

test("a reply that was not broken off stays as it is", () => {
  expect(withoutClosing("I lost it… ")).toBe("I lost it… ");
});
