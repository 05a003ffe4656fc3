import { languages } from "#repartee/core/language.js";
import { seededRandom } from "#repartee/core/seeded-random.js";
import { readEvaluationLines } from "./evaluation-lines.ts";
import { expandTemplate } from "./expand-template.ts";
import { readLabelledFile, type LabelledText } from "./labelled-text.ts";
import { wordsOf } from "./overlap.ts";
import type { PublicSentences } from "./public-sentences.ts";
import { weighTexts, type WeightedText } from "./weigh-texts.ts";

/** Sentences a template gives at most: without a bound the templates with most choices would drown the others. */
const perTemplate = 60;

/** Sentences that measure what was learned, so none of them may be learned from. */
function measuringSentences(): readonly LabelledText[] {
  const own = ["held-out.txt", "calibration.txt", "development.txt"];
  return [...own.flatMap((name) => readLabelledFile(name).texts), ...readEvaluationLines()];
}

/** The sentences written for this project, those of each language together, the same on every run. */
function ownSentences(seed = 1): readonly (readonly LabelledText[])[] {
  const random = seededRandom(seed);
  return languages.map((language) => {
    const { texts, slots } = readLabelledFile(`examples/${language}.txt`);
    return texts.flatMap((one) => {
      const made = new Set<string>();
      for (let round = 0; round < perTemplate; round += 1) made.add(expandTemplate(one.text, slots, random));
      return [...made].map((text) => ({ ...one, text }));
    });
  });
}

/**
 * Every sentence that is learned from. Our own count twice: they are what people say to a companion. The weights were
 * chosen on `calibration.txt` and on the held-out parts of the public sets; `held-out.txt` had no part in it.
 * @param others without them the classifier knows our own sentences only
 */
export function trainingTexts(others?: PublicSentences): readonly WeightedText[] {
  const texts = ownSentences().flatMap((sentences) => weighTexts(sentences, { weight: 2, balance: 1 }));
  if (others !== undefined) {
    texts.push(
      ...weighTexts(others.goEmotions.training, { weight: 1.1, balance: 0.4 }),
      ...weighTexts(others.xedEnglish.training, { weight: 2, balance: 0.4 }),
      ...weighTexts(others.xedOthers.training, { weight: 1, balance: 0.4, lacksNeutral: true }),
    );
  }
  const measured = new Set(measuringSentences().map(({ text }) => wordsOf(text).join(" ")));
  return texts.filter(({ text }) => !measured.has(wordsOf(text).join(" ")));
}
