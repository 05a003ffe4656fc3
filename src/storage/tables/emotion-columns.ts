/** A reading of a feeling as columns of a message. */
import type { Insertable, Selectable } from "kysely";
import {
  emotionLabels,
  isEmotionLabel,
  type EmotionDistribution,
  type EmotionReading,
  type EmotionSource,
} from "../../core/emotion.ts";
import type { MessageTable } from "../schema.ts";

type EmotionColumn = "emotion_label" | "emotion_confidence" | "emotion_distribution" | "emotion_source";

export function emotionColumns(reading: EmotionReading | undefined): Pick<Insertable<MessageTable>, EmotionColumn> {
  return {
    emotion_label: reading?.label ?? null,
    emotion_confidence: reading?.confidence ?? null,
    emotion_distribution: reading === undefined ? null : JSON.stringify(reading.distribution),
    emotion_source: reading?.source ?? null,
  };
}

export function readEmotion(row: Pick<Selectable<MessageTable>, EmotionColumn>): EmotionReading | undefined {
  const { emotion_label: label, emotion_confidence: confidence, emotion_distribution: json } = row;
  const source = sources.find((known) => known === row.emotion_source);
  if (!isEmotionLabel(label) || confidence === null || json === null || source === undefined) return undefined;
  return { label, confidence, distribution: toDistribution(JSON.parse(json)), source };
}

function toDistribution(written: unknown): EmotionDistribution {
  const shares = emotionLabels.map((label): [string, number] => {
    const share: unknown = typeof written === "object" && written !== null ? Reflect.get(written, label) : undefined;
    return [label, typeof share === "number" ? share : 0];
  });
  // Every label has its entry: they come from the list of labels.
  return Object.fromEntries(shares) as EmotionDistribution;
}

const sources: readonly EmotionSource[] = ["client", "text", "audio", "model", "fused", "canned"];
