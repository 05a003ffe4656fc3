import { expect, test } from "vitest";
import type { EmotionLabel, EmotionReading } from "../../core/emotion.ts";
import { summarizeEmotions } from "./emotion-summary.ts";

const reading = (label: EmotionLabel): EmotionReading => ({
  label,
  confidence: 1,
  distribution: { happy: 0, sad: 0, angry: 0, neutral: 0, surprised: 0, [label]: 1 },
  source: "text",
});

test.each([
  [[], null, "steady"],
  [["sad"], "sad", "steady"],
  [["sad", "sad", "happy", "happy"], "happy", "improving"],
  [["happy", "neutral", "angry"], "angry", "worsening"],
  [["happy", "happy", "sad"], "happy", "worsening"],
  [["neutral", "surprised", "neutral", "surprised"], "surprised", "steady"],
] as const)("summary of %j is mostly %s and %s", (labels, dominant, trend) => {
  const summary = summarizeEmotions(labels.map(reading));
  expect(summary).toMatchObject({ dominant, trend });
  expect(Object.values(summary.counts).reduce((all, one) => all + one, 0)).toBe(labels.length);
});
