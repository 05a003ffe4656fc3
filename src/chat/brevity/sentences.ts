/** Sentences of a text: where they end, and the first so many of a text that is still being written. */
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

export interface SentenceLimit {
  /** `isClosed`: the last wanted sentence has ended, and there is no more output. */
  push(chunk: string): { readonly text: string; readonly isClosed: boolean };
  /** The rest of the last wanted sentence, once the text has ended. */
  flush(): string;
}

const letter = /\p{L}/u;

/**
 * Ends a streamed text after so many sentences.
 *
 * 1. A sentence is closed only when a letter of the next one was seen, or the text ended: "It is 3." may become "3.5".
 * 2. The output, joined, is the beginning of the text up to the end of the last wanted sentence, however the text was
 *    cut into chunks.
 */
export function createSentenceLimit(language: Language, sentences: number): SentenceLimit {
  /** The text after the last settled sentence end: all that has to be split again. */
  let open = "";
  /** Characters of it that were output. */
  let given = 0;
  /** Sentences that may still come. */
  let wantedCount = sentences;
  let isClosed = false;

  function giveUpTo(end: number): string {
    const part = open.slice(given, Math.max(given, end));
    given = Math.max(given, end);
    return part;
  }

  /** A sentence end with a letter after it does not move any more: the text before it is not split again. */
  function settle(wanted: readonly string[]): void {
    let index = 0;
    let length = 0;
    while (index + 1 < wanted.length && letter.test(wanted[index + 1] ?? "")) {
      length += wanted[index]?.length ?? 0;
      index += 1;
    }
    open = open.slice(length);
    given = Math.max(0, given - length);
    wantedCount -= index;
  }

  return {
    push(chunk) {
      if (isClosed) return { text: "", isClosed };
      open += chunk;
      const wanted = splitSentences(open, language).slice(0, wantedCount);
      const end = wanted.reduce((sum, { length }) => sum + length, 0);
      const rest = open.slice(end);
      isClosed = letter.test(rest);
      const isLast = wanted.length === wantedCount;
      const isOver = isClosed || rest !== "";
      const sure = !isLast
        ? end
        : isOver
          ? open.slice(0, end).trimEnd().length
          : end - unsureLength(wanted.at(-1) ?? "");
      const text = giveUpTo(sure);
      settle(wanted);
      return { text, isClosed };
    },
    flush() {
      if (isClosed) return "";
      isClosed = true;
      return giveUpTo(splitSentences(open, language).slice(0, wantedCount).join("").trimEnd().length);
    },
  };
}

/**
 * Characters at the end of the last wanted sentence that may yet begin the next: of the marks without a letter behind
 * its words, only its own end marks are certain to belong to it.
 */
function unsureLength(sentence: string): number {
  const tail = /[^\p{L}\p{N}]*$/u.exec(sentence)?.[0] ?? "";
  const marks = /^[.!?…。！？．,、，;:；：)\]"'”’»」』）-]*/u.exec(tail)?.[0] ?? "";
  return tail.length - marks.length;
}
