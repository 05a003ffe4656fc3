import type { Language } from "../../core/language.ts";

const segmenters = new Map<Language, Intl.Segmenter>();

function segmenterFor(language: Language): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  const made = new Intl.Segmenter(language, { granularity: "sentence" });
  segmenters.set(language, made);
  return made;
}

/** Whether there is anything to say in it: a lone emoji or quote mark is no sentence. */
const hasWord = /[\p{L}\p{N}]/u;

/**
 * A text as its sentences, the white space behind each included; joined they are the text. What has no letter and no
 * digit belongs to the sentence before it.
 */
export function splitSentences(text: string, language: Language): string[] {
  const sentences: string[] = [];
  let isOpen = true;
  for (const { segment } of segmenterFor(language).segment(text)) {
    const last = sentences.length - 1;
    if (isOpen && last >= 0) sentences[last] += segment;
    else if (last >= 0 && (!hasWord.test(segment) || quotes(sentences[last] ?? "", segment)))
      sentences[last] += segment;
    else sentences.push(segment);
    const current = sentences.at(-1) ?? "";
    isOpen = !hasWord.test(current) || goesOnBehind(current, language);
  }
  return sentences;
}

/** A Japanese sentence continues after a quotation: 「…。」と言った. */
function quotes(before: string, segment: string): boolean {
  return /[」』]$/.test(before) && /^[とっ]/.test(segment);
}

/**
 * Words whose full stop ends no sentence, in lower case, without the stop. `Intl.Segmenter` ends one there whenever a
 * capital letter follows, as it does after titles.
 */
const abbreviations: Readonly<Record<Language, readonly string[]>> = {
  en: ["dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "vs", "e.g", "i.e", "a.m", "p.m", "u.s", "no", "mt", "rev"],
  es: ["sr", "sra", "srta", "dr", "dra", "d", "dña", "ud", "uds", "prof", "ee.uu", "p.ej", "núm"],
  fr: ["m", "mm", "mme", "mlle", "dr", "pr", "st", "ste", "p.ex", "env"],
  de: [
    "dr",
    "hr",
    "fr",
    "prof",
    "z.b",
    "u.a",
    "d.h",
    "bzw",
    "ca",
    "usw",
    "evtl",
    "ggf",
    "nr",
    "str",
    "st",
    "z",
    "d",
    "u",
    "o",
    "v",
  ],
  pt: ["sr", "sra", "srta", "dr", "dra", "d", "prof", "profa", "p.ex", "av", "núm"],
  it: ["sig", "sig.ra", "sigg", "dott", "dott.ssa", "prof", "prof.ssa", "ing", "avv", "es", "p.es", "s"],
  ru: ["г", "гг", "т.е", "т.д", "т.п", "ул", "др", "проф", "им", "стр", "т. е", "т. д"],
  zh: [],
  ja: [],
  ko: [],
};

/** Days and places in a row are written with a stop: `am 3. Mai`. */
const ordinalsWithStop: ReadonlySet<Language> = new Set<Language>(["de"]);

/** Whether what ends here goes on behind its full stop all the same. */
function goesOnBehind(sentence: string, language: Language): boolean {
  const end = sentence.trimEnd();
  if (/(\.{2,}|…)["'”’»)]*$/.test(end)) return true;
  if (!end.endsWith(".")) return false;
  const word = /(?:\p{L}+\.\s?)*[\p{L}\d]+(?=\.$)/u.exec(end)?.[0].toLowerCase() ?? "";
  const last = /[\p{L}\d]+$/u.exec(word)?.[0] ?? "";
  if (abbreviations[language].includes(word) || (abbreviations[language].includes(last) && last !== "no")) return true;
  if (/^\d{1,2}$/.test(last) && ordinalsWithStop.has(language)) return true;
  // An initial, `J. Smith`; but English ends sentences with the word "I".
  return /(^|[\s.])\p{Lu}\.$/u.test(end) && !(language === "en" && /\bI\.$/.test(end));
}
