import { emotionLabels, type EmotionDistribution, type EmotionLabel, type EmotionReading } from "../../core/emotion.ts";

export interface EmotionSummary {
  readonly counts: Readonly<Record<EmotionLabel, number>>;
  /** The most frequent; of several the latest. */
  readonly dominant: EmotionLabel | null;
  readonly trend: "improving" | "steady" | "worsening";
}

/** How pleasant each is, from -1 to 1; a surprise may be either. */
const valence: EmotionDistribution = { happy: 1, sad: -1, angry: -1, neutral: 0, surprised: 0 };

/** A change by less is noise: a fifth of the way from neutral to happy. */
const noticeableChange = 0.2;

/** Readings oldest first. The trend compares the newer half with the older one; of an odd number the middle is in neither. */
export function summarizeEmotions(readings: readonly EmotionReading[]): EmotionSummary {
  const count = (label: EmotionLabel): number => readings.filter((reading) => reading.label === label).length;
  const latest = readings.toReversed().map(({ label }) => label);
  const dominant = latest.toSorted((a, b) => count(b) - count(a)).at(0) ?? null;
  const half = Math.floor(readings.length / 2);
  const change =
    half === 0 ? 0 : meanValence(readings.slice(readings.length - half)) - meanValence(readings.slice(0, half));
  const trend = change >= noticeableChange ? "improving" : change <= -noticeableChange ? "worsening" : "steady";
  const counts = {
    happy: count("happy"),
    sad: count("sad"),
    angry: count("angry"),
    neutral: count("neutral"),
    surprised: count("surprised"),
  };
  return { counts, dominant, trend };
}

function meanValence(readings: readonly EmotionReading[]): number {
  const sum = readings
    .map(({ distribution }) => emotionLabels.reduce((all, label) => all + distribution[label] * valence[label], 0))
    .reduce((all, one) => all + one, 0);
  return sum / readings.length;
}
