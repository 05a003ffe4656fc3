import { seededRandom } from "#repartee/core/seeded-random.js";
import { emotionLabels } from "#repartee/core/emotion.js";
import { languages } from "#repartee/core/language.js";
import { expandTemplate } from "./expand-template.ts";
import { wordsOf } from "./overlap.ts";
import { readLabelledFile, type LabelledText } from "./labelled-text.ts";

/** Sentences a template gives at most: without a bound the templates with most choices would drown the others. */
const perTemplate = 60;

export interface WeightedText extends LabelledText {
  /** A language's five labels weigh the same, whoever has more templates. */
  readonly weight: number;
}

/** Sentences that measure what was learned, so none of them may be learned from. */
const measuring = ["held-out.txt", "calibration.txt", "development.txt"];

/** Every sentence the classifier is trained on, the same on every run. */
export function trainingTexts(seed = 1): readonly WeightedText[] {
  const random = seededRandom(seed);
  const measured = new Set(
    measuring.flatMap((name) => readLabelledFile(name).texts.map(({ text }) => wordsOf(text).join(" "))),
  );
  return languages.flatMap((language) => {
    const { texts, slots } = readLabelledFile(`examples/${language}.txt`);
    const sentences = texts.flatMap((one) => {
      const made = new Set<string>();
      for (let round = 0; round < perTemplate; round += 1) made.add(expandTemplate(one.text, slots, random));
      return [...made].filter((text) => !measured.has(wordsOf(text).join(" "))).map((text) => ({ ...one, text }));
    });
    const counts = new Map(
      emotionLabels.map((label) => [label, sentences.filter((one) => one.label === label).length]),
    );
    return sentences.map((sentence) => ({
      ...sentence,
      weight: sentences.length / (emotionLabels.length * (counts.get(sentence.label) ?? 1)),
    }));
  });
}
