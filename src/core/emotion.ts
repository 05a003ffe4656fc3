/** The five emotions of the program, in the order of every table. */
export const emotionLabels = ["happy", "sad", "angry", "neutral", "surprised"] as const;

export type EmotionLabel = (typeof emotionLabels)[number];

/**
 * Who read it: the client said so, the text classifier, the voice itself, the model's own logits, several of them together, or the table
 * that a written reply carries with it.
 */
export type EmotionSource = "client" | "text" | "audio" | "model" | "fused" | "canned";

/** A probability a label; they sum to 1. */
export type EmotionDistribution = Readonly<Record<EmotionLabel, number>>;

export interface EmotionReading {
  readonly label: EmotionLabel;
  /** The label's own probability, 0–1. */
  readonly confidence: number;
  readonly distribution: EmotionDistribution;
  readonly source: EmotionSource;
}

export function isEmotionLabel(value: unknown): value is EmotionLabel {
  return emotionLabels.some((label) => label === value);
}

/** Reads a feeling out of a text by itself, without a model, in well under a millisecond. */
export interface EmotionReader {
  /** Source `text`. A text that says nothing is `neutral` with a confidence that says so. */
  read(text: string): EmotionReading;
}
