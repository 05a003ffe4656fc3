/** Finds in a text that somebody may be in danger: talk of suicide, of hurting oneself, of being beaten. */
import { languages, type Language } from "../../core/language.ts";
import { foldedForm, phraseMatcher, plainForm } from "../judge/phrase-matcher.ts";
import { dangerPatterns } from "./danger-patterns.ts";
import { harmPatterns } from "./harm-patterns.ts";
import { turnPhrases } from "./turn-phrases.ts";

const findPhrase = phraseMatcher(turnPhrases.danger);

/** The languages in whose words a text speaks of a danger. Which one a short cry is in is a guess: all are looked at. */
export function dangerLanguages(text: string): readonly Language[] {
  const plain = plainForm(text);
  return languages.filter((language) => speaksOfDanger(plain, language));
}

export function isDanger(text: string): boolean {
  const plain = plainForm(text);
  return languages.some((language) => speaksOfDanger(plain, language));
}

/** @param plain a text in `plainForm` */
function speaksOfDanger(plain: string, language: Language): boolean {
  if (findPhrase(plain, language) !== undefined) return true;
  const folded = foldedForm(plain, language);
  return dangerPatterns[language].test(folded) || harmPatterns[language].test(folded);
}
