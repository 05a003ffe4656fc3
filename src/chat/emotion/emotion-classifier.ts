/**
 * Reads a feeling out of a text by itself: a softmax over hashed n-grams, trained by `npm run train:emotion` on examples
 * written for this project (docs/emotion.md has its figures and limits). A reading takes well under 0.1 ms, the weights
 * under 150 kB, and nothing is read from disk before the first reading.
 */
import { readFileSync } from "node:fs";
import { emotionLabels, type EmotionReader, type EmotionReading } from "../../core/emotion.ts";
import { distributionReading } from "./distribution.ts";
import { readEmotionWeights, type EmotionWeights } from "./emotion-weights.ts";
import { textFeatures } from "./text-features.ts";

/** The same three steps up from `src/` and from `dist/`. */
const weightsFile = new URL("../../../data/emotion-weights.bin", import.meta.url);

/** A text without a word: neutral, and hardly more than a guess. */
const nothingSaid = distributionReading(
  emotionLabels.map((label) => (label === "neutral" ? 0.4 : 0.15)),
  "text",
);

/** @param weights the shipped ones, read at the first reading, when left out */
export function createEmotionClassifier(weights?: EmotionWeights): EmotionReader {
  let loaded = weights;
  return {
    read(text) {
      loaded ??= readEmotionWeights(readFileSync(weightsFile));
      return classify(text, loaded);
    },
  };
}

function classify(text: string, { bucketCount, scale, temperature, biases, values }: EmotionWeights): EmotionReading {
  const features = textFeatures(text, bucketCount);
  if (features.length === 0) return nothingSaid;
  const perStep = scale / Math.sqrt(features.length);
  const logits = biases.map((bias, label) => {
    let steps = 0;
    for (const bucket of features) steps += values[bucket * emotionLabels.length + label] ?? 0;
    return (bias + steps * perStep) / temperature;
  });
  const highest = Math.max(...logits);
  return distributionReading(
    logits.map((logit) => Math.exp(logit - highest)),
    "text",
  );
}
