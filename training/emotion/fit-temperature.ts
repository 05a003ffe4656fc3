import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import type { EmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import type { LabelledText } from "./labelled-text.ts";

/** The temperature, from 0.05 to 3, under which the right labels of `texts` are likeliest. */
export function fitTemperature(weights: EmotionWeights, texts: readonly LabelledText[]): EmotionWeights {
  const steps = Array.from({ length: 60 }, (_step, index) => (index + 1) / 20);
  const fitted = steps.map((temperature) => {
    const candidate = { ...weights, temperature };
    return { candidate, loss: lossOf(candidate, texts) };
  });
  return fitted.reduce((best, one) => (one.loss < best.loss ? one : best)).candidate;
}

/** Mean negative log-likelihood of the right labels. */
function lossOf(weights: EmotionWeights, texts: readonly LabelledText[]): number {
  const { read } = createEmotionClassifier(weights);
  const sum = texts.reduce((total, { text, label }) => total - Math.log(read(text).distribution[label]), 0);
  return sum / texts.length;
}
