import type { Voice } from "../../core/speech/tts-engine.ts";
import type { Language } from "../../core/language.ts";

export interface EspeakOptions {
  /** Words a minute at speed 1. */
  readonly wordsPerMinute: number;
}

/** espeak-ng's own names of its voices. */
export const espeakVoiceNames: Readonly<Record<Language, string>> = {
  en: "en-us",
  zh: "cmn",
  ja: "ja",
  es: "es",
  fr: "fr",
  de: "de",
  ru: "ru",
  ko: "ko",
  pt: "pt-br",
  it: "it",
};

export const espeakVoices: readonly Voice[] = Object.entries(espeakVoiceNames).map(([language, name]) => ({
  id: `espeak-${name}`,
  languages: [language],
}));
