import { emotionLabels, type EmotionReading } from "../../core/emotion.ts";
import { distributionReading } from "./distribution.ts";

export interface WeightedReading {
  readonly reading: EmotionReading;
  /** 0: ignored. Weights that sum to 1 leave readings that agree as sure as they were; larger sums make them surer. */
  readonly weight: number;
}

/** No single reading may rule a label out: a zero would win against any number of others. */
const leastProbability = 1e-4;

/**
 * Several readings of one message as one, by the weighted product of their distributions; source `fused`. What all of
 * them rule out stays ruled out.
 * @throws RangeError when there is none
 */
export function fuseReadings(readings: readonly WeightedReading[]): EmotionReading {
  if (readings.length === 0) throw new RangeError("Cannot fuse readings: expected at least one, got none");
  const logs = emotionLabels.map((label) => {
    if (readings.every(({ reading }) => reading.distribution[label] === 0)) return -Infinity;
    return readings.reduce(
      (sum, { reading, weight }) => sum + weight * Math.log(Math.max(leastProbability, reading.distribution[label])),
      0,
    );
  });
  const highest = Math.max(...logs);
  return distributionReading(
    logs.map((log) => Math.exp(log - highest)),
    "fused",
  );
}
