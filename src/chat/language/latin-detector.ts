/**
 * `eld` behind the one function that is needed of it. Its databases are ES modules with a large literal: extrasmall takes
 * about 160 ms and 90 MB to load (28 MB of it heap that stays), small 280 ms and 155 MB. Of 690 sentences of chat in Latin
 * letters they have 99.3 % and 99.6 % right.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Language } from "../../core/language.ts";

const latinLanguages = ["en", "es", "fr", "de", "pt", "it"] as const satisfies readonly Language[];

export interface LatinDetector {
  /** 0–1 for each language that has a hint in the text; they do not sum to 1. */
  scores(text: string): readonly (readonly [Language, number])[];
}

/** The part of eld's interface that is used here. */
interface Eld {
  detect(text: string): { getScores(): Readonly<Record<string, number>> };
  setLanguageSubset(languages: readonly string[]): unknown;
}

/** Loads the database; blocks meanwhile. */
export function loadLatinDetector(): LatinDetector {
  // `require` of an ES module works from Node 20.19 on, and is the only way to load one when it is needed and not before
  // without making every caller wait for a promise. The package names its entries for `import` only, so that asks where.
  const entry = fileURLToPath(import.meta.resolve("eld/extrasmall"));
  const { eld } = createRequire(import.meta.url)(entry) as { readonly eld: Eld & { newInstance(): Eld } };
  const detector = eld.newInstance();
  detector.setLanguageSubset(latinLanguages);
  return {
    scores(text) {
      const scores = detector.detect(text).getScores();
      return latinLanguages.flatMap((language) => {
        const score = scores[language];
        return score === undefined ? [] : [[language, score] as const];
      });
    },
  };
}
