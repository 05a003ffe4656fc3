import type { Language } from "../../../core/language.ts";
import type { ReasonWording } from "../reason-wording.ts";
import { chinese } from "./zh.ts";
import { english } from "./en.ts";
import { french } from "./fr.ts";
import { german } from "./de.ts";
import { italian } from "./it.ts";
import { japanese } from "./ja.ts";
import { korean } from "./ko.ts";
import { portuguese } from "./pt.ts";
import { russian } from "./ru.ts";
import { spanish } from "./es.ts";

export const wordings: Readonly<Record<Language, ReasonWording>> = {
  en: english,
  zh: chinese,
  ja: japanese,
  es: spanish,
  fr: french,
  de: german,
  ru: russian,
  ko: korean,
  pt: portuguese,
  it: italian,
};
