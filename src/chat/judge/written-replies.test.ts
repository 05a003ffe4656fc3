/** What the persona's authors wrote is good by definition: the judge must let all of it through, in every language. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { emotionLabels, type EmotionLabel } from "../../core/emotion.ts";
import { languages, type Language } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { judgeOpening } from "./judge-opening.ts";

type ByLanguage<Value> = Readonly<Partial<Record<Language, Value>>>;
type ByEmotion<Value> = Readonly<Record<EmotionLabel, Value>>;

interface Written {
  readonly canned: ByEmotion<{ readonly lines: ByLanguage<readonly string[]> }>;
}

const ollie = parse(readFileSync("personas/ollie.yaml", "utf8")) as Written;
const identifier = createLanguageIdentifier();

test.each(languages)("no written reply of Ollie's is rejected in %s", (language) => {
  const rejected = emotionLabels.flatMap((felt) =>
    (ollie.canned[felt].lines[language] ?? []).flatMap((line) => {
      const context = { language, userText: "…", felt, isFeltCertain: true, exampleTexts: [], identifier };
      const verdict = judgeOpening(line, context);
      return verdict.kind === "rejected" ? [`${felt}: ${line} (${verdict.reason}: ${verdict.evidence})`] : [];
    }),
  );
  expect(rejected).toEqual([]);
});
