import { emotionLabels, type EmotionDistribution, type EmotionLabel, type EmotionReading } from "../../core/emotion.ts";

/** How somebody has felt over a conversation. */
export interface EmotionTrend {
  /** Readings a label. */
  readonly counts: Readonly<Record<EmotionLabel, number>>;
  /** The most frequent label, of equal ones the newest; undefined without a reading. */
  readonly dominant: EmotionLabel | undefined;
  /** Whether the second half is brighter than the first; `steady` with fewer than two readings. */
  readonly direction: "better" | "worse" | "steady";
}

/** How pleasant a feeling is, -1 to 1. Surprise may be either. */
const pleasantness: Readonly<Record<EmotionLabel, number>> = { happy: 1, sad: -1, angry: -1, neutral: 0, surprised: 0 };

/** A smaller change of the mean pleasantness is within what single readings err. */
const leastChange = 0.25;

/** @param readings of one person, oldest first */
export function emotionTrend(readings: readonly EmotionReading[]): EmotionTrend {
  const counts = { happy: 0, sad: 0, angry: 0, neutral: 0, surprised: 0 };
  for (const { label } of readings) counts[label] += 1;
  const newestFirst = readings.map(({ label }) => label).toReversed();
  const most = Math.max(...Object.values(counts));
  const middle = Math.ceil(readings.length / 2);
  const change = meanPleasantness(readings.slice(middle)) - meanPleasantness(readings.slice(0, middle));
  return {
    counts,
    dominant: newestFirst.find((label) => counts[label] === most),
    direction: readings.length < 2 || Math.abs(change) < leastChange ? "steady" : change > 0 ? "better" : "worse",
  };
}

function meanPleasantness(readings: readonly EmotionReading[]): number {
  const sum = readings.reduce((total, { distribution }) => total + expected(distribution), 0);
  return readings.length === 0 ? 0 : sum / readings.length;
}

function expected(distribution: EmotionDistribution): number {
  return emotionLabels.reduce((sum, label) => sum + distribution[label] * pleasantness[label], 0);
}
