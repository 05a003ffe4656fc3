/**
 * Identifies which of the ten languages a text is written in. The script decides first (Hangul, kana, Han, Cyrillic); the
 * six languages in Latin letters are distinguished by `eld`'s smallest database, helped by short common words that no
 * n-gram can distinguish. Loading eld takes about 160 ms and 90 MB, once, and only at the first text in Latin letters.
 */
import type { Language, LanguageIdentifier, LanguageReading } from "../../core/language.ts";
import { loadLatinDetector, type LatinDetector } from "./latin-detector.ts";
import { scriptLanguage } from "./script-language.ts";
import { shortWordVotes } from "./short-words.ts";

/** The rest is not read: the first lines show the language, and the cost of a reading is bounded. */
const readCharacters = 600;

/**
 * How much more a word of the list counts than the same share of eld's score: above 1, for of one word alone ("hello")
 * eld may be nearly sure of a wrong language. Chosen on the sentences of the test.
 */
const voteWeight = 1.2;

/** Turns the lead of the best over the second into a confidence: 0.5 without one. */
const leadSteepness = 9;

export function createLanguageIdentifier(): LanguageIdentifier {
  let detector: LatinDetector | undefined;
  return {
    identify(text) {
      const start = text.slice(0, readCharacters);
      const byScript = scriptLanguage(start);
      if (byScript !== "latin") return byScript;
      detector ??= loadLatinDetector();
      return latinLanguage(start, detector);
    },
  };
}

function latinLanguage(text: string, detector: LatinDetector): LanguageReading | undefined {
  const scores = new Map<Language, number>(detector.scores(text));
  for (const [language, share] of shortWordVotes(text)) {
    scores.set(language, (scores.get(language) ?? 0) + voteWeight * share);
  }
  const [best, second] = [...scores].toSorted(([, one], [, other]) => other - one);
  if (best === undefined) return undefined;
  const [language, score] = best;
  const lead = score - (second?.[1] ?? 0);
  return { language, confidence: 1 / (1 + Math.exp(-leadSteepness * lead)), source: "text" };
}
