/**
 * The end of a reply that its model could not finish: a few fixed words, so that no user is left with half a sentence.
 * They are never sent back to a model as its own.
 */
import { languages, type Language } from "../../core/language.ts";

const lostThread: Readonly<Record<Language, string>> = {
  en: "I lost my thread there.",
  zh: "我刚才说到一半，思路断了。",
  ja: "あれ、なにを言おうとしたのか、わからなくなっちゃった。",
  es: "Se me ha ido el hilo.",
  fr: "J'ai perdu le fil.",
  de: "Jetzt habe ich den Faden verloren.",
  ru: "Я потерял нить разговора.",
  ko: "말하다가 생각이 끊겼어요.",
  pt: "Perdi o fio da meada.",
  it: "Ho perso il filo.",
};

const withoutSpaces: ReadonlySet<Language> = new Set<Language>(["zh", "ja"]);

/** The words to append to `text`, which broke off, with the space or dots that it needs. */
export function brokenOffClosing(text: string, language: Language): string {
  const space = withoutSpaces.has(language) || /\s$/u.test(text) ? "" : " ";
  if (/[.!?…。！？]["'”’»」』)]*\s*$/u.test(text)) return space + lostThread[language];
  return `…${withoutSpaces.has(language) ? "" : " "}${lostThread[language]}`;
}

/** A stored reply as the model wrote it, up to where it broke off. */
export function withoutClosing(text: string): string {
  for (const language of languages) {
    const line = lostThread[language];
    if (text.endsWith(line)) return text.slice(0, -line.length).replace(/…?\s*$/u, "");
  }
  return text;
}
