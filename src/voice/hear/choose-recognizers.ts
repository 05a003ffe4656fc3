import type { Language } from "../../core/language.ts";
import type { SttEngine } from "../../core/speech/stt-engine.ts";

export interface Recognizers {
  /** In the order of preference. */
  readonly stt: readonly SttEngine[];
  /** Those that the settings name for a language. */
  readonly sttByLanguage?: Readonly<Partial<Record<Language, SttEngine>>>;
}

/**
 * Who is asked for speech that is, most likely, of a language, in this order: the one that is named for it, those that
 * know it, all others.
 */
export function chooseRecognizers({ stt, sttByLanguage = {} }: Recognizers, language: Language): readonly SttEngine[] {
  const named = sttByLanguage[language];
  const able = stt.filter(({ capabilities }) => capabilities.languages?.includes(language) ?? true);
  return [...new Set([...(named === undefined ? [] : [named]), ...able, ...stt])];
}
