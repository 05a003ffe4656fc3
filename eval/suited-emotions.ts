import type { EmotionLabel } from "#repartee/core/emotion.js";

/** What a face may show to a person who feels so: with the sad not happy, with the angry not angry. */
export const suitedEmotions: Readonly<Record<EmotionLabel, readonly EmotionLabel[]>> = {
  happy: ["happy", "surprised"],
  sad: ["sad", "neutral"],
  angry: ["neutral", "sad"],
  neutral: ["neutral", "happy"],
  surprised: ["surprised", "happy"],
};
