import { describe, expect, test } from "vitest";
import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import { textShownFrom } from "#repartee/chat/emotion/user-emotion.js";
import { createLanguageIdentifier } from "#repartee/chat/language/language-identifier.js";
import { emotionLabels } from "#repartee/core/emotion.js";
import { languages } from "#repartee/core/language.js";
import { readEvaluationLines } from "./evaluation-lines.ts";
import { readByKeywords } from "./keyword-list.ts";
import { readLabelledFile } from "./labelled-text.ts";
import { measure } from "./measure.ts";
import { confidentReadings } from "./needed-confidence.ts";
import { sharedSentences } from "./overlap.ts";
import { trainingTexts } from "./training-texts.ts";

const heldOut = readLabelledFile("held-out.txt").texts;
const fresh = readLabelledFile("calibration.txt").texts;
const lines = readEvaluationLines();
const { read } = createEmotionClassifier();

describe("the held-out sentences", () => {
  test("are at least 500, over all labels and languages, half of them English", () => {
    const share = (isCounted: (one: (typeof heldOut)[number]) => boolean): number =>
      heldOut.filter(isCounted).length / heldOut.length;
    expect(heldOut.length).toBeGreaterThanOrEqual(500);
    for (const label of emotionLabels) expect(share((one) => one.label === label)).toBeCloseTo(0.2, 1);
    for (const language of languages) expect(share((one) => one.language === language)).toBeGreaterThan(0.04);
    expect(share((one) => one.language === "en")).toBeCloseTo(0.55, 1);
  });

  test("are not among those that were trained on, nor are the sentences of the other measuring sets", () => {
    const trained = trainingTexts();
    expect(trained.length).toBeGreaterThan(10_000);
    expect(sharedSentences(heldOut, trained)).toEqual([]);
    expect(sharedSentences([...fresh, ...lines, ...readLabelledFile("development.txt").texts], trained)).toEqual([]);
    expect(sharedSentences(heldOut, fresh)).toEqual([]);
  });
});

describe("the shipped classifier", () => {
  test("beats the keyword list by at least 0.15 macro-F1 on every set that it was not trained on", () => {
    for (const texts of [heldOut, fresh, lines]) {
      expect(measure(texts, read).macroF1).toBeGreaterThan(measure(texts, readByKeywords).macroF1 + 0.15);
    }
  });

  test("does not fall behind what docs/emotion.md says of it", () => {
    const { macroF1, calibrationError } = measure(heldOut, read);
    expect(macroF1).toBeGreaterThan(0.78);
    expect(calibrationError).toBeLessThan(0.14);
    expect(measure(fresh, read).macroF1).toBeGreaterThan(0.6);
    expect(measure(lines, read).accuracy).toBeGreaterThan(0.65);
  });

  test("is right about at least four of five feelings that the model is shown", () => {
    for (const texts of [heldOut, fresh, lines]) {
      const { right, count } = confidentReadings(texts, read, textShownFrom);
      expect(count).toBeGreaterThan(30);
      expect(right).toBeGreaterThan(0.8);
    }
  });
});

test("the language identifier is right on 98 % of all sentences that were written for measuring", () => {
  const { identify } = createLanguageIdentifier();
  const texts = [...heldOut, ...fresh, ...readLabelledFile("development.txt").texts];
  const wrong = texts.filter(({ text, language }) => identify(text)?.language !== language);
  expect(wrong.length / texts.length).toBeLessThanOrEqual(0.02);
});
