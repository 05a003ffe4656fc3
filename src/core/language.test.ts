import { expect, test } from "vitest";
import { languageOf } from "./language.ts";

test.each([
  ["de", "de"],
  ["DE", "de"],
  ["en-US", "en"],
  ["zh-Hant-TW", "zh"],
  [" pt_BR ", "pt"],
  ["nl", undefined],
  ["nl-en", undefined],
  ["english", undefined],
  ["en-", undefined],
  ["en US", undefined],
  ["", undefined],
])("languageOf %j is %s", (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});
