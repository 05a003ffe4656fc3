import { emotionLabels, type EmotionDistribution, type EmotionLabel, type EmotionReading } from "../../core/emotion.ts";
import { normalized, perEmotion, readingOf } from "./distribution.ts";

/** How somebody has felt over a conversation. */
export interface EmotionTrend {
  /** Readings a label. */
  readonly counts: Readonly<Record<EmotionLabel, number>>;
  /** The most frequent label, of equal ones the newest. Absent without readings. */
  readonly dominant?: EmotionLabel;
  /** Now, with what came before fading: the newest reading counts half. Absent without readings. */
  readonly current?: EmotionReading;
  /** How pleasant each reading is, -1 to 1, oldest first. */
  readonly valence: readonly number[];
  /** The newer half against the older one; of an odd number the middle is in neither. */
  readonly direction: "improving" | "steady" | "worsening";
}

/** How pleasant a feeling is. A surprise may be either. */
const pleasantness: EmotionDistribution = { happy: 1, sad: -1, angry: -1, neutral: 0, surprised: 0 };

/** A smaller change is noise: a fifth of the way from neutral to happy. */
const noticeableChange = 0.2;

/** @param readings of one person, oldest first */
export function emotionTrend(readings: readonly EmotionReading[]): EmotionTrend {
  const counts = perEmotion((label) => readings.filter((reading) => reading.label === label).length);
  const most = Math.max(...Object.values(counts));
  const dominant = readings.findLast(({ label }) => counts[label] === most)?.label;
  const current = fading(readings.map(({ distribution }) => distribution));
  const valence = readings.map(({ distribution }) =>
    emotionLabels.reduce((sum, label) => sum + distribution[label] * pleasantness[label], 0),
  );
  return {
    counts,
    dominant,
    ...(current === undefined ? {} : { current: readingOf(current, "fused") }),
    valence,
    direction: directionOf(valence),
  };
}

function fading(distributions: readonly EmotionDistribution[]): EmotionDistribution | undefined {
  const [first, ...rest] = distributions;
  if (first === undefined) return undefined;
  return rest.reduce((before, next) => normalized(perEmotion((label) => (before[label] + next[label]) / 2)), first);
}

function directionOf(valence: readonly number[]): EmotionTrend["direction"] {
  const half = Math.floor(valence.length / 2);
  if (half === 0) return "steady";
  const change = mean(valence.slice(-half)) - mean(valence.slice(0, half));
  if (Math.abs(change) < noticeableChange) return "steady";
  return change > 0 ? "improving" : "worsening";
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
