import {
  emotionLabels,
  type EmotionDistribution,
  type EmotionLabel,
  type EmotionReading,
  type EmotionSource,
} from "../../core/emotion.ts";

/**
 * A reading from one mass a label, in the order of `emotionLabels`: none negative, not all zero. The masses are scaled to
 * sum to 1; of equal ones the first wins.
 */
export function distributionReading(masses: readonly number[], source: EmotionSource): EmotionReading {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const share = (index: number): number => (masses[index] ?? 0) / total;
  // Written out so that a label that is added is missed by the compiler, not by a user.
  const distribution: EmotionDistribution = {
    happy: share(emotionLabels.indexOf("happy")),
    sad: share(emotionLabels.indexOf("sad")),
    angry: share(emotionLabels.indexOf("angry")),
    neutral: share(emotionLabels.indexOf("neutral")),
    surprised: share(emotionLabels.indexOf("surprised")),
  };
  let label: EmotionLabel = emotionLabels[0];
  for (const other of emotionLabels) if (distribution[other] > distribution[label]) label = other;
  return { label, confidence: distribution[label], distribution, source };
}
