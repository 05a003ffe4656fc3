import type { EmotionLabel, EmotionReader, EmotionReading } from "../../core/emotion.ts";
import { certainReading } from "./distribution.ts";

/** Below it the model is told nothing: a doubtful reading does more harm than none. */
const shownFrom = 0.5;

/** What the client says wins; else what the text says. */
export function readUserEmotion(text: string, given: EmotionLabel | undefined, reader: EmotionReader): EmotionReading {
  return given === undefined ? reader.read(text) : certainReading(given, 1, "client");
}

/** The feeling to tell the model of, if it is certain enough. */
export function shownEmotion(reading: EmotionReading | undefined): EmotionLabel | undefined {
  return reading !== undefined && reading.confidence >= shownFrom ? reading.label : undefined;
}
