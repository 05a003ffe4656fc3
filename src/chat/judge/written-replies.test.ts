/** What the persona's authors wrote is good by definition: the judge must let all of it through, in every language. */
import { expect, test } from "vitest";
import { emotionLabels } from "../../core/emotion.ts";
import { languages } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { loadPersonaFile } from "../persona/load-personas.ts";
import { judgeOpening } from "./judge-opening.ts";

const { persona: ollie } = await loadPersonaFile("personas/ollie.yaml");
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
