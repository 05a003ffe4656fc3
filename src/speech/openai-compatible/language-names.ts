import type { Language } from "../../core/language.ts";

/** As Whisper of OpenAI and of several servers writes them. */
export const languageNames: Readonly<Partial<Record<string, Language>>> = {
  ...{ english: "en", chinese: "zh", japanese: "ja", spanish: "es", french: "fr" },
  ...{ german: "de", russian: "ru", korean: "ko", portuguese: "pt", italian: "it" },
};
