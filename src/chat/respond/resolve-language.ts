import type { Language, LanguageIdentifier, LanguageReading } from "../../core/language.ts";

/**
 * The identifier is believed from here on; below it, it has tossed a coin ("no", "a"), and what the conversation spoke
 * before, or else the persona's first language, is the better guess.
 */
const believedFrom = 0.6;

export interface LanguageClues {
  readonly given: Language | undefined;
  readonly text: string;
  /** The last language of the conversation. */
  readonly before: Language | undefined;
  /** The persona's first. */
  readonly fallback: Language;
}

/** The language to answer in. */
export function resolveLanguage(clues: LanguageClues, identifier: LanguageIdentifier): LanguageReading {
  const { before, fallback, given, text } = clues;
  if (given !== undefined) return { language: given, confidence: 1, source: "client" };
  const identified = identifier.identify(text);
  if (identified !== undefined && identified.confidence >= believedFrom) return identified;
  if (before !== undefined)
    return { language: before, confidence: identified?.language === before ? 0.8 : 0.5, source: "conversation" };
  return { language: fallback, confidence: 0, source: "default" };
}
