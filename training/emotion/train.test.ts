import { describe, expect, test } from "vitest";
import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import { writeEmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { textFeatures } from "#repartee/chat/emotion/text-features.js";
import { certainReading } from "#repartee/chat/emotion/distribution.js";
import type { LabelledText } from "./labelled-text.ts";
import { measure } from "./measure.ts";
import { confidentReadings, neededConfidence } from "./needed-confidence.ts";
import { tellingFeatures } from "./telling-features.ts";
import { train } from "./train.ts";
import { trainWeights } from "./train-weights.ts";
import { trainingTexts } from "./training-texts.ts";
import { weighTexts } from "./weigh-texts.ts";

const labelled = (label: LabelledText["label"], texts: readonly string[]): readonly LabelledText[] =>
  texts.map((text) => ({ language: "en", label, text }));

describe("the training", () => {
  const some = trainingTexts().filter((_text, index) => index % 400 === 0);

  test("makes the same weights of the same sentences, and they read what they were made of", () => {
    const weights = trainWeights(some);
    expect(Buffer.from(writeEmotionWeights(trainWeights(some))).equals(writeEmotionWeights(weights))).toBe(true);
    expect(measure(some, createEmotionClassifier(weights).read).accuracy).toBeGreaterThan(0.9);
  });

  test("does not learn from a source without neutral texts that nothing is neutral", () => {
    const seen = [...labelled("neutral", ["the bus is late", "the bus is red"]), ...labelled("angry", ["go away now"])];
    const balanced = { weight: 1, balance: 0 };
    const more = labelled("angry", ["the bus is awful", "the bus is rude", "the bus is bad", "the bus is a shame"]);
    const neutralOf = (lacksNeutral: boolean): number => {
      const texts = [...weighTexts(seen, balanced), ...weighTexts(more, { ...balanced, lacksNeutral })];
      return createEmotionClassifier(trainWeights(texts)).read("the bus is").distribution.neutral;
    };
    expect(neutralOf(true)).toBeGreaterThan(neutralOf(false) + 0.1);
  });

  test("keeps features that tell labels apart, and none of a single text", () => {
    const texts = [
      ...labelled("happy", ["joy is here", "joy is there", "joy is near"]),
      ...labelled("sad", ["grief is here", "grief is there", "grief is near", "unique"]),
    ];
    const model = train(weighTexts(texts, { weight: 1, balance: 0 }));
    const kept = tellingFeatures(model, 20);
    const borders = new Set(textFeatures("x"));
    const keptOf = (text: string): number =>
      [...textFeatures(text)].filter((feature) => kept.has(feature) && !borders.has(feature)).length;
    expect(kept.size).toBe(20);
    expect(keptOf("joy")).toBeGreaterThan(keptOf("here"));
    expect(keptOf("unique")).toBe(0);
  });

  test("weighs rare labels up, as far as it is asked to", () => {
    const texts = [...labelled("happy", ["a", "b", "c"]), ...labelled("sad", ["d"])];
    const weights = (balance: number): readonly number[] =>
      weighTexts(texts, { weight: 2, balance }).map(({ weight }) => weight);
    expect(weights(0)).toEqual([2, 2, 2, 2]);
    const [happy = 0, , , sad = 0] = weights(1);
    expect(sad).toBeCloseTo(3 * happy, 12);
  });
});

describe("the needed confidence", () => {
  const texts = labelled("sad", ["0.5", "0.6", "0.7", "0.8"]);
  const read = (text: string) => certainReading(text < "0.65" ? "angry" : "sad", Number(text), "text");

  test("is the lowest from which enough feelings are right", () => {
    expect(neededConfidence(texts, read, 0.8)).toBe(0.61);
    expect(neededConfidence(labelled("happy", ["0.7"]), read, 0.8)).toBeUndefined();
  });

  test("does not count readings without a feeling", () => {
    const calm = () => certainReading("neutral", 0.9, "text");
    expect(confidentReadings(texts, calm, 0.5)).toEqual({ right: 0, count: 0 });
  });
});
