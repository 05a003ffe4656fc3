import type { Language, LanguageIdentifier, LanguageReading } from "../../core/language.ts";

/**
 * The identifier is trusted from this confidence on; below it ("no", "a") the previous language of the conversation, or
 * else the persona's first, is the better guess.
 */
const trustedFrom = 0.6;

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
  if (identified !== undefined && identified.confidence >= trustedFrom) return identified;
  if (before !== undefined)
    return { language: before, confidence: identified?.language === before ? 0.8 : 0.5, source: "conversation" };
  return { language: fallback, confidence: 0, source: "default" };
}
