import type { EmotionReading } from "../../core/emotion.ts";

/** By so much the later reading has to prefer its own label to the first one's. */
const margin = 0.3;

/**
 * The emotion of a reply that was read twice: before its first word, when a face may have moved already, and from its
 * finished text. The first stays unless the later contradicts it clearly.
 */
export function blendReadings(first: EmotionReading, later: EmotionReading): EmotionReading {
  return later.confidence - later.distribution[first.label] > margin ? later : first;
}
