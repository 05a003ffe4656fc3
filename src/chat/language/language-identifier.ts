/**
 * Identifies which of the ten languages a text is written in. The script decides first (Hangul, kana, Han, Cyrillic); the
 * six languages in Latin letters are distinguished by `eld`'s smallest database, helped by short common words that no
 * n-gram can distinguish. Loading eld takes about 160 ms and 90 MB, once, and only at the first text in Latin letters.
 */
import type { LanguageIdentifier } from "../../core/language.ts";
import { latinLanguage, loadLatinDetector, type LatinDetector } from "./latin-language.ts";
import { scriptLanguage } from "./script-language.ts";

/** The rest is not read: the first lines show the language, and the cost of a reading is bounded. */
const readCharacters = 600;

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
