import { emotionLabels, type EmotionLabel, type EmotionReading } from "../../core/emotion.ts";

const labels: Readonly<Record<string, EmotionLabel>> = {
  HAPPY: "happy",
  SAD: "sad",
  ANGRY: "angry",
  NEUTRAL: "neutral",
  SURPRISED: "surprised",
};

/**
 * SenseVoice names one feeling without a probability. 0.6 is taken for it: as much as lets a clear text overrule the
 * voice, and the voice a text that says nothing. Feelings outside of the five are left out.
 */
const confidence = 0.6;

export function voiceEmotion(name: string): { readonly emotion?: EmotionReading } {
  const label = labels[name];
  if (label === undefined) return {};
  const rest = (1 - confidence) / (emotionLabels.length - 1);
  const distribution = { happy: rest, sad: rest, angry: rest, neutral: rest, surprised: rest, [label]: confidence };
  return { emotion: { label, confidence, distribution, source: "audio" } };
}
