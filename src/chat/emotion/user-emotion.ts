import type { EmotionLabel, EmotionReader, EmotionReading } from "../../core/emotion.ts";
import { certainReading } from "./distribution.ts";
import { fuseReadings } from "./fuse-readings.ts";

/** What a client says of its user's feeling. */
export interface GivenEmotion {
  readonly label: EmotionLabel;
  /** 0–1, of a client that guesses itself, by a camera or a voice. Absent: it knows. */
  readonly confidence?: number | undefined;
}

/** Below it the model is told nothing: a doubtful reading does more harm than none. */
const shownFrom = 0.5;

/** What a client's guess counts beside the text: it has seen more of the user than the words. */
const clientWeight = 0.6;

/**
 * The user's feeling. A client's label is always the reading's label. One that is given with a confidence is fused with
 * what the text says; where the text would make another of it, the client's reading stands as it was given.
 */
export function readUserEmotion(text: string, given: GivenEmotion | undefined, reader: EmotionReader): EmotionReading {
  if (given === undefined) return reader.read(text);
  const client = certainReading(given.label, given.confidence ?? 1, "client");
  if (given.confidence === undefined) return client;
  const fused = fuseReadings([
    { reading: client, weight: clientWeight },
    { reading: reader.read(text), weight: 1 - clientWeight },
  ]);
  return fused.label === given.label ? fused : client;
}

/** The feeling to tell the model of, if it is certain enough. */
export function shownEmotion(reading: EmotionReading | undefined): EmotionLabel | undefined {
  return reading !== undefined && reading.confidence >= shownFrom ? reading.label : undefined;
}
