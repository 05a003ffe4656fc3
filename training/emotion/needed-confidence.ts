import type { EmotionLabel, EmotionReading } from "#repartee/core/emotion.js";
import type { LabelledText } from "./labelled-text.ts";

export interface ConfidentReadings {
  readonly right: number;
  readonly count: number;
}

const steps = Array.from({ length: 60 }, (_step, index) => (40 + index) / 100);

/** How many of the feelings that a reader is at least so sure of are right: of all readings but `neutral`. */
export function confidentReadings(
  texts: readonly LabelledText[],
  read: (text: string) => EmotionReading,
  from: number | Readonly<Record<EmotionLabel, number>>,
): ConfidentReadings {
  const barOf = (label: EmotionLabel): number => (typeof from === "number" ? from : from[label]);
  const sure = texts
    .map(({ text, label }) => ({ label, reading: read(text) }))
    .filter(({ reading }) => reading.label !== "neutral" && reading.confidence >= barOf(reading.label));
  const right = sure.filter(({ label, reading }) => label === reading.label).length;
  return { right: sure.length === 0 ? 0 : right / sure.length, count: sure.length };
}

/** The lowest confidence from which at least `share` of the feelings that are read are right; none where no one is enough. */
export function neededConfidence(
  texts: readonly LabelledText[],
  read: (text: string) => EmotionReading,
  share: number,
): number | undefined {
  return steps.find((from) => confidentReadings(texts, read, from).right >= share);
}
