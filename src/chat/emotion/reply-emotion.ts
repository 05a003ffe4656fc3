/**
 * A reply's feeling: before its first word by the model's own probabilities, or by what the persona usually shows; at
 * its end checked against what was written.
 */
import type { ClassifyResult } from "../../core/classify.ts";
import { emotionLabels, type EmotionDistribution, type EmotionLabel, type EmotionReading } from "../../core/emotion.ts";
import type { Persona } from "../persona/persona.ts";
import { certainReading, normalized, perEmotion, readingOf } from "./distribution.ts";
import { fuseReadings } from "./fuse-readings.ts";

/**
 * Divides the model's log probabilities: above 1 it is taken to be less sure than it says. 1 leaves them as they are:
 * `npm run eval` measures the error, and no model of real size has been measured yet.
 */
const calibrationTemperature = 1;

/** The text must be so much surer of another feeling to overrule the one that was shown first. */
const overruleMargin = 0.3;

/** What the persona's own table is worth beside a measured reading. */
const tableConfidence = 0.5;

/**
 * How much of a reply's feeling is left beside the user's. Nobody is answered angrily: a reply that takes up an angry
 * word ("you feel stupid") is none. Who is sad or angry is not smiled at, however friendly the words.
 * What is not named is left as it is.
 */
const shares: Readonly<Record<EmotionLabel, Partial<EmotionDistribution>>> = {
  happy: { angry: 0, sad: 0.5 },
  sad: { happy: 0, angry: 0, surprised: 0.3 },
  angry: { happy: 0, angry: 0 },
  neutral: { angry: 0 },
  surprised: { angry: 0 },
};

/** A reply's distribution as it becomes the user's feeling. */
export function withEmpathy(distribution: EmotionDistribution, user: EmotionLabel): EmotionDistribution {
  return normalized(perEmotion((label) => distribution[label] * (shares[user][label] ?? 1)));
}

/** The model's own rating of the labels, calibrated, as it becomes the user's feeling. */
export function fromRating({ labels }: ClassifyResult, user: EmotionLabel): EmotionReading {
  const rated = new Map(labels.map(({ label, probability }) => [label, probability]));
  const calibrated = normalized(perEmotion((label) => (rated.get(label) ?? 0) ** (1 / calibrationTemperature)));
  return readingOf(withEmpathy(calibrated, user), "model");
}

/** What the persona shows to somebody who feels so: source `canned`, for it is the table of its canned replies. */
export function fromTable(persona: Persona, user: EmotionLabel): EmotionReading {
  return certainReading(persona.canned[user].replyEmotion, tableConfidence, "canned");
}

/** The label that the model wrote itself: as sure as the finished text agrees with it. */
export function fromTag(label: EmotionLabel, user: EmotionLabel): EmotionReading | undefined {
  const reading = readingOf(withEmpathy(certainReading(label, tagConfidence, "model").distribution, user), "model");
  return reading.label === label ? reading : undefined;
}

/** A written tag is a word like others: it says the likeliest label and not by how much. */
const tagConfidence = 0.6;

/**
 * The final reading. What the model showed first stays unless the text is surer of another by the margin; where both
 * agree, they are fused. What the table showed gives way to the text.
 */
export function blend(first: EmotionReading, written: EmotionReading, user: EmotionLabel): EmotionReading {
  const text = readingOf(withEmpathy(written.distribution, user), "text");
  if (first.source === "canned") return text;
  if (text.label !== first.label) return text.confidence - first.confidence > overruleMargin ? text : first;
  return fuseReadings([
    { reading: first, weight: 0.5 },
    { reading: text, weight: 0.5 },
  ]);
}

/** The labels that a model is asked to rate, in the order of every table. */
export const ratedLabels: readonly string[] = emotionLabels;
