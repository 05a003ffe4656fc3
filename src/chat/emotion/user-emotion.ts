import type { EmotionLabel, EmotionReader, EmotionReading } from "../../core/emotion.ts";
import { withoutCalmWords } from "./calm-words.ts";
import { certainReading } from "./distribution.ts";
import { fuseReadings } from "./fuse-readings.ts";
import { findDeath } from "./death-news.ts";

/** The user's feeling as the client reports it. */
export interface GivenEmotion {
  readonly label: EmotionLabel;
  /** 0–1, of a client that guesses itself, by a camera or a voice. Absent: it knows. */
  readonly confidence?: number | undefined;
}

/**
 * The confidence from which a feeling that was read out of a text is right at least four times of five, measured on
 * messages that people wrote (`npm run bench:emotion`; docs/emotion.md has the table). Below it the model gets none: a
 * wrong feeling does more harm than no feeling. By label, as the classifier is surer of some than of others, and joy
 * at somebody's trouble hurts more than a surprise that is none.
 */
export const textShownFrom: Readonly<Record<EmotionLabel, number>> = {
  happy: 0.7,
  sad: 0.65,
  angry: 0.7,
  neutral: 0.65,
  surprised: 0.5,
};

/** The same for a feeling that the client had a part in. */
const clientShownFrom = 0.5;

/** What a client's guess counts beside the text: it has seen more of the user than the words. */
const clientWeight = 0.6;

/**
 * The user's feeling. A client's label is always the reading's label. One that is given with a confidence is fused with
 * what the text says; where the text would change the label, the client's reading is kept as it was given.
 */
export function readUserEmotion(text: string, given: GivenEmotion | undefined, reader: EmotionReader): EmotionReading {
  if (given === undefined) return readTurn(text, reader);
  const client = certainReading(given.label, given.confidence ?? 1, "client");
  if (given.confidence === undefined) return client;
  const fused = fuseReadings([
    { reading: client, weight: clientWeight },
    { reading: readTurn(text, reader), weight: 1 - clientWeight },
  ]);
  return fused.label === given.label ? fused : client;
}

/** How sure it is that a death is sad: above `textShownFrom`. */
const deathConfidence = 0.7;

/** As far as the classifier reads. */
const readCharacters = 1000;

/** Beside words that tell of no trouble, the others must be as sure as this of one. */
const darkRestFrom = 0.8;

function isDarkLabel(label: EmotionLabel): boolean {
  return label === "sad" || label === "angry";
}

/** What a user's text says, where the classifier's n-grams are not misled: `death-news.ts`, `calm-words.ts`. */
function readTurn(text: string, reader: EmotionReader): EmotionReading {
  const reading = reader.read(text);
  const start = text.slice(0, readCharacters);
  const death = findDeath(start);
  if (death !== undefined) return metAsDeath(reading, death, reader);
  const rest = isDarkLabel(reading.label) ? withoutCalmWords(start) : undefined;
  if (rest === undefined) return reading;
  const left = reader.read(rest);
  return isDarkLabel(left.label) && left.confidence < darkRestFrom ? reader.read("") : left;
}

/** Who is sure to be sad or angry stays so; nobody is taken to be glad of it. */
function metAsDeath(reading: EmotionReading, death: "recent" | "past", reader: EmotionReader): EmotionReading {
  if (death === "past") return reading.label === "happy" ? reader.read("") : reading;
  const isSure = isDarkLabel(reading.label) && reading.confidence >= deathConfidence;
  return isSure ? reading : certainReading("sad", deathConfidence, "text");
}

/** The feeling that the model is given, if it is certain enough. */
export function shownEmotion(reading: EmotionReading | undefined): EmotionLabel | undefined {
  if (reading === undefined) return undefined;
  const from = reading.source === "text" ? textShownFrom[reading.label] : clientShownFrom;
  return reading.confidence >= from ? reading.label : undefined;
}

/**
 * The feeling that the persona's face becomes: also a sadness or anger that is only suspected is not smiled at. The words
 * take none for granted, as `shownEmotion` says.
 */
export function facedEmotion(reading: EmotionReading): EmotionLabel {
  const { label } = reading;
  return shownEmotion(reading) ?? (isDarkLabel(label) ? label : "neutral");
}
