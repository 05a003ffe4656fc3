import { expect, test } from "vitest";
import { emotionLabels, type EmotionReading } from "../../core/emotion.ts";
import { certainReading, distributionReading } from "./distribution.ts";
import { fuseReadings } from "./fuse-readings.ts";

const sum = ({ distribution }: EmotionReading): number =>
  emotionLabels.reduce((total, label) => total + distribution[label], 0);

test("fusing goes with the heavier of two readings that disagree, less sure than that one was", () => {
  const fused = fuseReadings([
    { reading: certainReading("sad", 0.8, "text"), weight: 0.3 },
    { reading: certainReading("angry", 0.8, "text"), weight: 0.7 },
  ]);
  expect(fused).toMatchObject({ label: "angry", source: "fused" });
  expect(fused.confidence).toBeLessThan(0.8);
  expect(sum(fused)).toBeCloseTo(1, 12);
});

test("fusing leaves readings that agree as sure as they were when weights sum to 1, and surer above", () => {
  const reading = certainReading("happy", 0.7, "text");
  const at = (weight: number): number =>
    fuseReadings([reading, reading].map((same) => ({ reading: same, weight }))).confidence;
  expect(at(0.5)).toBeCloseTo(0.7, 12);
  expect(at(1)).toBeGreaterThan(0.8);
});

test("fusing lets no single zero rule a label out, and all of them together", () => {
  const fused = fuseReadings([
    { reading: distributionReading([0, 1, 0, 0, 0], "client"), weight: 0.1 },
    { reading: distributionReading([0.9, 0.05, 0, 0.05, 0], "text"), weight: 1 },
  ]);
  expect(fused.label).toBe("happy");
  expect(fused.distribution.happy).toBeLessThan(1);
  expect(fused.distribution.angry).toBe(0);
});

test("fusing refuses an empty list", () => {
  expect(() => fuseReadings([])).toThrow(RangeError);
});
