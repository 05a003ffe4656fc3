/**
 * Reads the feeling of a text without a model: a softmax over hashed n-grams, trained by `npm run train:emotion` on what
 * people wrote on public boards and said in films, and on sentences written for this project (docs/emotion.md has the
 * figures and limits). A reading takes well under 0.1 ms, the weights under 200 kB; nothing is read from disk before the
 * first reading.
 */
import { readFileSync } from "node:fs";
import { emotionLabels, type EmotionReader, type EmotionReading } from "../../core/emotion.ts";
import { distributionReading } from "./distribution.ts";
import { readEmotionWeights, type EmotionWeights } from "./emotion-weights.ts";
import { textFeatures } from "./text-features.ts";

/** The same three steps up from `src/` and from `dist/`. */
const weightsFile = new URL("../../../data/emotion-weights.bin", import.meta.url);

const labelCount = emotionLabels.length;

/** A text in which nothing is known: neutral, and hardly more than a guess. */
const nothingKnown = distributionReading(
  emotionLabels.map((label) => (label === "neutral" ? 0.4 : 0.15)),
  "text",
);

/** @param weights default: the shipped ones, read at the first reading */
export function createEmotionClassifier(weights?: EmotionWeights): EmotionReader {
  let loaded = weights;
  return {
    read(text) {
      loaded ??= readEmotionWeights(readFileSync(weightsFile));
      return classify(text, loaded);
    },
  };
}

function classify(text: string, { biases, rows, rowOf }: EmotionWeights): EmotionReading {
  const sums = emotionLabels.map(() => 0);
  let known = 0;
  for (const feature of textFeatures(text)) {
    const row = rowOf[feature] ?? 0;
    if (row === 0) continue;
    known += 1;
    for (let label = 0; label < labelCount; label += 1) {
      sums[label] = (sums[label] ?? 0) + (rows[row * labelCount + label] ?? 0);
    }
  }
  if (known === 0) return nothingKnown;
  // Divided by the root, not the count: a long text is surer than a short one, but not in proportion.
  const logits = sums.map((sum, label) => (biases[label] ?? 0) + sum / Math.sqrt(known));
  const highest = Math.max(...logits);
  return distributionReading(
    logits.map((logit) => Math.exp(logit - highest)),
    "text",
  );
}
