import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { en, type Words } from "./words/en.ts";

/** The languages of the personas, each in its own name. */
export const languages = {
  en: "English",
  zh: "中文",
  ja: "日本語",
  es: "Español",
  fr: "Français",
  de: "Deutsch",
  ru: "Русский",
  ko: "한국어",
  pt: "Português",
  it: "Italiano",
} as const;

export type Language = keyof typeof languages;

const storageKey = "repartee.language";

/** English is in the first file; the others come when they are chosen. */
const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => en,
  zh: async () => (await import("./words/zh.ts")).zh,
  ja: async () => (await import("./words/ja.ts")).ja,
  es: async () => (await import("./words/es.ts")).es,
  fr: async () => (await import("./words/fr.ts")).fr,
  de: async () => (await import("./words/de.ts")).de,
  ru: async () => (await import("./words/ru.ts")).ru,
  ko: async () => (await import("./words/ko.ts")).ko,
  pt: async () => (await import("./words/pt.ts")).pt,
  it: async () => (await import("./words/it.ts")).it,
};

const chosen = signal<Language>("en");
const words = signal<Words>(en);

export const language: ReadonlySignal<Language> = computed(() => chosen.value);

export async function chooseLanguage(next: Language): Promise<void> {
  words.value = await loaders[next]();
  chosen.value = next;
  document.documentElement.lang = next;
}

/** The one chosen before, else the first of the browser's that there is. */
export async function startLanguage(): Promise<void> {
  const wanted = [localStorage.getItem(storageKey) ?? "", ...navigator.languages];
  const found = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  if (found !== undefined && found !== "en") await chooseLanguage(found);
}

export function rememberLanguage(next: Language): void {
  localStorage.setItem(storageKey, next);
}

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag);
}

/** One of the page's words, with its gaps filled. */
export function t(key: keyof Words, gaps: Readonly<Record<string, string | number>> = {}): string {
  return words.value[key].replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap));
}
