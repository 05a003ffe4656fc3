import type { EmotionDistribution, EmotionLabel } from "../../core/emotion.ts";
import { normalized, perEmotion } from "./distribution.ts";

/**
 * How much of a reply's feeling is left beside the user's: to a sad person rarely happy, to an angry one never angry.
 * What is not named is left as it is.
 */
const shares: Readonly<Record<EmotionLabel, Partial<EmotionDistribution>>> = {
  happy: { angry: 0.1, sad: 0.5 },
  sad: { happy: 0.1, angry: 0.05 },
  angry: { angry: 0, happy: 0.2 },
  neutral: {},
  surprised: {},
};

/** A reply's distribution as it becomes the user's feeling. */
export function withEmpathy(distribution: EmotionDistribution, user: EmotionLabel): EmotionDistribution {
  return normalized(perEmotion((label) => distribution[label] * (shares[user][label] ?? 1)));
}
