import type { Language } from "../../core/language.ts";
import { goesOnBehind } from "./abbreviations.ts";

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
