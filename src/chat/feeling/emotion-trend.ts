import { emotionLabels, type EmotionDistribution, type EmotionReading } from "../../core/emotion.ts";
import { normalized, perEmotion, readingOf } from "./distribution.ts";

/** How somebody's feelings went over a conversation. */
export interface EmotionTrend {
  /** As they were read, oldest first. */
  readonly readings: readonly EmotionReading[];
  /** Now, with what came before fading: the newest reading counts half. Absent without readings. */
  readonly current?: EmotionReading;
  /** How pleasant each reading is, -1 to 1, oldest first. */
  readonly valence: readonly number[];
  /** `rising`: towards the pleasant. */
  readonly direction: "rising" | "falling" | "steady";
}

/** How pleasant a feeling is. Surprise says nothing by itself. */
const pleasantness: EmotionDistribution = { happy: 1, sad: -1, angry: -1, neutral: 0, surprised: 0 };

/** A change of the mean between the older and the newer half that is more than noise. */
const noticeable = 0.2;

/** The trend of a user's readings, given oldest first. */
export function emotionTrend(readings: readonly EmotionReading[]): EmotionTrend {
  const valence = readings.map(({ distribution }) =>
    emotionLabels.reduce((sum, label) => sum + distribution[label] * pleasantness[label], 0),
  );
  let current: EmotionDistribution | undefined;
  for (const { distribution } of readings) {
    const before = current;
    current =
      before === undefined ? distribution : normalized(perEmotion((one) => (before[one] + distribution[one]) / 2));
  }
  const middle = Math.floor(valence.length / 2);
  const change = valence.length < 2 ? 0 : mean(valence.slice(-middle)) - mean(valence.slice(0, middle));
  return {
    readings,
    ...(current === undefined ? {} : { current: readingOf(current, "fused") }),
    valence,
    direction: Math.abs(change) < noticeable ? "steady" : change > 0 ? "rising" : "falling",
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
