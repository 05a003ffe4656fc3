/** The languages that replies are written in, as ISO 639-1 codes, in the order of every table. */
export const languages = ["en", "zh", "ja", "es", "fr", "de", "ru", "ko", "pt", "it"] as const;

export type Language = (typeof languages)[number];

/** Who said so: the client, the text itself, the conversation so far, or nobody (the persona's first language). */
export type LanguageSource = "client" | "text" | "conversation" | "default";

export interface LanguageReading {
  readonly language: Language;
  /** 0–1. */
  readonly confidence: number;
  readonly source: LanguageSource;
}

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/** A language by its code, or by a tag that begins with it: `de`, `DE`, `de-AT`, `de_at`. Others are undefined. */
export function languageOf(tag: string): Language | undefined {
  const code = /^([a-z]{2})(?:[-_][a-z0-9]{1,8})*$/.exec(tag.trim().toLowerCase())?.[1];
  return isLanguage(code) ? code : undefined;
}

/** Detects in which of the languages a text is written, without a model. */
export interface LanguageIdentifier {
  /** Source `text`; undefined when the text gives no hint: digits, emoji, a name. */
  identify(text: string): LanguageReading | undefined;
  /** Whether a text is surely in a language that is none of them. Absent: nobody can say. */
  isForeign?(text: string): boolean;
}
