import { expect, test } from "vitest";
import type { EmotionLabel } from "../../core/emotion.ts";
import { certainReading } from "./distribution.ts";
import { emotionTrend, type EmotionTrend } from "./emotion-trend.ts";

const of = (...labels: readonly EmotionLabel[]): EmotionTrend =>
  emotionTrend(labels.map((label) => certainReading(label, 1, "text")));

test.each([
  [["sad"], "sad", "steady"],
  [["sad", "happy", "sad"], "sad", "steady"],
  [["sad", "sad", "happy", "happy"], "happy", "improving"],
  [["sad", "sad", "neutral", "happy"], "sad", "improving"],
  [["happy", "neutral", "angry"], "angry", "worsening"],
  [["happy", "happy", "sad"], "happy", "worsening"],
  [["sad", "sad", "angry", "sad"], "sad", "steady"],
  [["neutral", "surprised", "neutral", "surprised"], "surprised", "steady"],
] as const)("trend of %j is mostly %s and %s", (labels, dominant, direction) => {
  const trend = of(...labels);
  expect(trend).toMatchObject({ dominant, direction });
  expect(Object.values(trend.counts).reduce((all, one) => all + one, 0)).toBe(labels.length);
});

test("trend is led by the newest reading", () => {
  expect(of("sad", "sad", "happy", "happy").current).toMatchObject({ label: "happy", confidence: 0.75 });
  expect(of("sad", "happy").valence).toEqual([-1, 1]);
});

test("trend without readings says nothing", () => {
  const counts = { happy: 0, sad: 0, angry: 0, neutral: 0, surprised: 0 };
  expect(emotionTrend([])).toEqual({ counts, valence: [], direction: "steady" });
});
