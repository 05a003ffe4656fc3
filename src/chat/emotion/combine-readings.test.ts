import { describe, expect, test } from "vitest";
import { emotionLabels, type EmotionLabel, type EmotionReading } from "../../core/emotion.ts";
import { blendReadings } from "./blend-readings.ts";
import { distributionReading } from "./distribution-reading.ts";
import { emotionTrend } from "./emotion-trend.ts";
import { fuseReadings } from "./fuse-readings.ts";

/** A reading that gives `label` so much and the rest in equal parts to the others. */
function reading(label: EmotionLabel, confidence: number): EmotionReading {
  const masses = emotionLabels.map((other) => (other === label ? confidence : (1 - confidence) / 4));
  return distributionReading(masses, "text");
}

const sum = ({ distribution }: EmotionReading): number =>
  emotionLabels.reduce((total, label) => total + distribution[label], 0);

describe("fuseReadings", () => {
  test("goes with the heavier of two readings that disagree, less sure than that one was", () => {
    const fused = fuseReadings([
      { reading: reading("sad", 0.8), weight: 0.3 },
      { reading: reading("angry", 0.8), weight: 0.7 },
    ]);
    expect(fused).toMatchObject({ label: "angry", source: "fused" });
    expect(fused.confidence).toBeLessThan(0.8);
    expect(sum(fused)).toBeCloseTo(1, 12);
  });

  test("leaves readings that agree as sure as they were when weights sum to 1, and surer above", () => {
    const one = reading("happy", 0.7);
    const at = (weight: number): number =>
      fuseReadings([one, one].map((same) => ({ reading: same, weight }))).confidence;
    expect(at(0.5)).toBeCloseTo(0.7, 12);
    expect(at(1)).toBeGreaterThan(0.8);
  });

  test("lets no single zero rule a label out", () => {
    const certain = distributionReading([0, 1, 0, 0, 0], "client");
    const fused = fuseReadings([
      { reading: certain, weight: 0.1 },
      { reading: reading("happy", 0.9), weight: 1 },
    ]);
    expect(fused.label).toBe("happy");
    expect(fused.distribution.happy).toBeLessThan(1);
  });

  test("refuses an empty list", () => {
    expect(() => fuseReadings([])).toThrow(RangeError);
  });
});

describe("blendReadings", () => {
  const first = reading("neutral", 0.5);

  test("keeps the first reading when the later one agrees or contradicts it weakly", () => {
    expect(blendReadings(first, reading("neutral", 0.9))).toBe(first);
    expect(blendReadings(first, reading("happy", 0.4))).toBe(first);
  });

  test("takes the later reading when it contradicts the first clearly", () => {
    const later = reading("happy", 0.6);
    expect(blendReadings(first, later)).toBe(later);
  });
});

describe("emotionTrend", () => {
  const trendOf = (...labels: readonly EmotionLabel[]) => emotionTrend(labels.map((label) => reading(label, 0.8)));

  test("counts the labels and names the most frequent, of equal ones the newest", () => {
    expect(trendOf("sad", "happy", "sad")).toMatchObject({ dominant: "sad", counts: { sad: 2, happy: 1, angry: 0 } });
    expect(trendOf("sad", "happy").dominant).toBe("happy");
  });

  test.each([
    [["sad", "sad", "neutral", "happy"], "better"],
    [["happy", "neutral", "angry"], "worse"],
    [["neutral", "surprised", "neutral"], "steady"],
    [["sad", "sad", "angry", "sad"], "steady"],
    [["sad"], "steady"],
  ] as const)("tells of %j that it gets %s", (labels, direction) => {
    expect(trendOf(...labels).direction).toBe(direction);
  });

  test("says nothing of a conversation without readings", () => {
    expect(emotionTrend([])).toEqual({
      counts: { happy: 0, sad: 0, angry: 0, neutral: 0, surprised: 0 },
      dominant: undefined,
      direction: "steady",
    });
  });
});
