import type { Language, LanguageReading } from "../../core/language.ts";

/** Letters a script; the rest (digits, emoji, marks, scripts of other languages) says nothing. */
const scripts = {
  hangul: /\p{Script=Hangul}/gu,
  kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  han: /\p{Script=Han}/gu,
  cyrillic: /\p{Script=Cyrillic}/gu,
  latin: /\p{Script=Latin}/gu,
} as const;

/** One syllable or ideograph says about as much as so many letters of an alphabet. */
const lettersPerCharacter = 2.5;

/** Russian texts have names in Latin letters; texts in Latin letters hardly ever have Cyrillic ones. */
const cyrillicWeight = 1.5;

/**
 * What the script alone shows: a reading, undefined for a text without a letter of these scripts, or `latin`. A borrowed
 * word in another script (`iPhone が こわれた`) does not win against the rest; kana make Han characters Japanese.
 */
export function scriptLanguage(text: string): LanguageReading | "latin" | undefined {
  const count = (script: keyof typeof scripts): number => text.match(scripts[script])?.length ?? 0;
  const kana = count("kana");
  const han = count("han");
  const eastAsian: readonly (readonly [Language, number])[] =
    kana > 0 ? [["ja", (kana + han) * lettersPerCharacter]] : [["zh", han * lettersPerCharacter]];
  const weights: readonly (readonly [Language | "latin", number])[] = [
    ...eastAsian,
    ["ko", count("hangul") * lettersPerCharacter],
    ["ru", count("cyrillic") * cyrillicWeight],
    ["latin", count("latin")],
  ];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  if (total === 0) return undefined;
  const [language, weight] = weights.reduce((most, one) => (one[1] > most[1] ? one : most));
  if (language === "latin") return "latin";
  return { language, confidence: certainty(language) * (weight / total), source: "text" };
}

/**
 * Han characters without kana may still be short Japanese, and Cyrillic another Slavic language; Hangul and kana belong
 * to one language each.
 */
function certainty(language: Language): number {
  return language === "zh" ? 0.93 : language === "ru" ? 0.95 : 0.99;
}
