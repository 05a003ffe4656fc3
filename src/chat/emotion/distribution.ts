import {
  emotionLabels,
  type EmotionDistribution,
  type EmotionLabel,
  type EmotionReading,
  type EmotionSource,
} from "../../core/emotion.ts";

/** The same value from a function for every label, in one object. */
export function perEmotion<Value>(value: (label: EmotionLabel) => Value): Record<EmotionLabel, Value> {
  return {
    happy: value("happy"),
    sad: value("sad"),
    angry: value("angry"),
    neutral: value("neutral"),
    surprised: value("surprised"),
  };
}

/** Weights as probabilities that sum to 1; all the same where every weight is 0. */
export function normalized(weights: EmotionDistribution): EmotionDistribution {
  const total = emotionLabels.reduce((sum, label) => sum + weights[label], 0);
  if (!(total > 0)) return perEmotion(() => 1 / emotionLabels.length);
  return perEmotion((label) => weights[label] / total);
}

/** The reading of one weight a label, in the order of `emotionLabels`: none negative. */
export function distributionReading(weights: readonly number[], source: EmotionSource): EmotionReading {
  return readingOf(normalized(perEmotion((label) => weights[emotionLabels.indexOf(label)] ?? 0)), source);
}

/** The reading that a distribution amounts to; of labels that are equally likely, `neutral`, else the first. */
export function readingOf(distribution: EmotionDistribution, source: EmotionSource): EmotionReading {
  let top: EmotionLabel = "neutral";
  for (const label of emotionLabels) if (distribution[label] > distribution[top]) top = label;
  return { label: top, confidence: distribution[top], distribution, source };
}

/** A label that is known by itself: what is left of 1 is shared by the others. */
export function certainReading(label: EmotionLabel, confidence: number, source: EmotionSource): EmotionReading {
  const rest = (1 - confidence) / (emotionLabels.length - 1);
  return { label, confidence, distribution: perEmotion((one) => (one === label ? confidence : rest)), source };
}
