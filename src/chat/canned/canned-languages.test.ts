import { expect, test } from "vitest";
import { emotionLabels } from "../../core/emotion.ts";
import { languages } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { builtInPersonas } from "../persona/built-in-folder.ts";
import { loadPersonas } from "../persona/load-personas.ts";

test("every canned line of the shipped persona is in its language by the identifier", async () => {
  const { identify } = createLanguageIdentifier();
  const { files } = await loadPersonas([builtInPersonas()]);
  const ollie = files.find(({ persona }) => persona.name === "ollie")?.persona;
  const lines = emotionLabels.flatMap((emotion) =>
    languages.flatMap((language) => (ollie?.canned[emotion].lines[language] ?? []).map((line) => ({ language, line }))),
  );
  expect(lines.length).toBeGreaterThanOrEqual(emotionLabels.length * languages.length * 6);
  const wrong = lines.filter(({ language, line }) => identify(line)?.language !== language);
  expect(wrong.map(({ line }) => line)).toEqual([]);
});
