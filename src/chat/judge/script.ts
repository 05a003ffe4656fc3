import type { Language } from "../../core/language.ts";

/** Letters that texts of a language are written in. */
const scriptOf: Readonly<Record<Language, RegExp>> = {
  en: /\p{Script=Latin}/gu,
  es: /\p{Script=Latin}/gu,
  fr: /\p{Script=Latin}/gu,
  de: /\p{Script=Latin}/gu,
  pt: /\p{Script=Latin}/gu,
  it: /\p{Script=Latin}/gu,
  ru: /\p{Script=Cyrillic}/gu,
  zh: /\p{Script=Han}/gu,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu,
  ko: /\p{Script=Hangul}/gu,
};

/** An ideograph or a syllable weighs as much as the letters that another language needs for it. */
const weightOf: Readonly<Partial<Record<Language, number>>> = { zh: 3, ja: 3, ko: 3 };

const letter = /\p{L}/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Of the letters of a text, at least this share is in its language's script; the rest are names. */
const smallestShare = 0.85;
/** One letter is a sign: a smiley's mouth, a unit. */
const fewestLetters = 2;
/** Japanese of so many ideographs without kana is Chinese. */
const fewestWithoutKana = 8;

/**
 * Whether a text is not in the script of `language`. Words that the user wrote are not counted: a name is a name in
 * every script.
 */
export function isOtherScript(text: string, language: Language, userText: string): boolean {
  const names = new Set(userText.match(/[\p{L}\p{M}]+/gu));
  const counted = (text.match(/[\p{L}\p{M}]+/gu) ?? []).filter((word) => !names.has(word)).join(" ");
  const letters = counted.match(letter)?.length ?? 0;
  if (letters < fewestLetters) return false;
  const own = counted.match(scriptOf[language])?.length ?? 0;
  const weighed = own * (weightOf[language] ?? 1);
  if (weighed < smallestShare * (weighed + letters - own)) return true;
  return language === "ja" && letters >= fewestWithoutKana && !kana.test(text);
}
