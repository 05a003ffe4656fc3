/**
 * Finds phrases of a list in a text. A phrase matches whole words, whatever the marks between them; one that ends in `*`
 * matches words that begin so. In Chinese, Japanese and Korean a phrase matches anywhere: words are not separated.
 */
import type { Language } from "../../core/language.ts";

/** The phrases of each language, separated by commas. */
export type PhraseTable = Readonly<Partial<Record<Language, string>>>;

/** The form that phrases are looked for in: lower case, marks as one space, a space at either end. */
export function plainForm(text: string): string {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll(/[^\p{L}\p{M}\p{N}']+/gu, " ");
  return ` ${plain.trim()} `;
}

/** `plainForm` without accents and apostrophes; without any space where words have none. For patterns. */
export function foldedForm(plain: string, language: Language): string {
  if (isTight(language)) return plain.replaceAll(" ", "");
  const words = plain.normalize("NFD").replaceAll(/\p{M}/gu, "").normalize("NFC").replaceAll("'", " ");
  return ` ${words.trim().replaceAll(/\s+/g, " ")} `;
}

/** @returns finds the first phrase of the table in a text of `plainForm`; undefined where there is none. */
export function phraseMatcher(table: PhraseTable): (plain: string, language: Language) => string | undefined {
  const prepared = new Map<string, readonly string[]>();
  for (const [language, phrases] of Object.entries(table)) {
    prepared.set(language, phrases.split(",").map(toNeedle(language)));
  }
  return (plain, language) => {
    const text = isTight(language) ? plain.replaceAll(" ", "") : plain;
    return prepared.get(language)?.find((needle) => text.includes(needle));
  };
}

/** What a pattern finds in a text of `foldedForm` or `plainForm`: whole words, where words are separated. */
export function wholeWords(pattern: string, language: Language): string {
  return isTight(language) ? pattern : `(?<= )(?:${pattern})(?= )`;
}

function isTight(language: string): boolean {
  return language === "zh" || language === "ja" || language === "ko";
}

function toNeedle(language: string): (phrase: string) => string {
  return (written) => {
    const phrase = written.trim();
    if (isTight(language)) return phrase.replaceAll(" ", "");
    return phrase.endsWith("*") ? ` ${phrase.slice(0, -1)}` : ` ${phrase} `;
  };
}
