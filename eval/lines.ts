/** The lines of eval/lines: what people say to a companion, with the feeling that a listener would hear. */
import { readFileSync } from "node:fs";
import { emotionLabels, isEmotionLabel, type EmotionLabel } from "#repartee/core/emotion.js";
import { languages, type Language } from "#repartee/core/language.js";

/** What a person says, and how they feel as they say it. */
export interface SpokenLine {
  readonly language: Language;
  readonly emotion: EmotionLabel;
  readonly text: string;
}

/** Lines of each language; a language that is not named has `others` of them. */
export interface SampleSize {
  readonly others: number;
  readonly named: Readonly<Partial<Record<Language, number>>>;
}

export const wholeTable: SampleSize = { others: Infinity, named: {} };

/** The sample of each language in the order of `languages`; the same one each time. */
export function sampleLines({ named, others }: SampleSize, folder = "eval/lines"): readonly SpokenLine[] {
  return languages.flatMap((language) => {
    const count = named[language] ?? others;
    return count === 0 ? [] : takeEvenly(readLines(language, `${folder}/${language}.txt`), count);
  });
}

/** @throws Error with the place of a line that is under no feeling */
function readLines(language: Language, path: string): readonly SpokenLine[] {
  const lines: SpokenLine[] = [];
  let emotion: EmotionLabel | undefined;
  for (const [index, text] of readFileSync(path, "utf8").split("\n").entries()) {
    if (text.trim() === "") continue;
    const heading = /^#\s*(\S+)\s*$/.exec(text)?.[1];
    if (heading !== undefined && isEmotionLabel(heading)) emotion = heading;
    else if (heading === undefined && emotion !== undefined) lines.push({ language, emotion, text: text.trim() });
    else throw new Error(`${path}:${index + 1}: expected a line under a heading such as "# happy", got "${text}"`);
  }
  return lines;
}

/** As many of each feeling as possible, spread over the file: its first lines are no worse a sample than its last. */
function takeEvenly(lines: readonly SpokenLine[], count: number): readonly SpokenLine[] {
  if (count >= lines.length) return lines;
  return emotionLabels.flatMap((emotion, place) => {
    const own = lines.filter((line) => line.emotion === emotion);
    const share = Math.min(own.length, Math.floor((count + emotionLabels.length - 1 - place) / emotionLabels.length));
    return Array.from({ length: share }, (_one, index) => own[Math.floor((index * own.length) / share)]).filter(
      (line) => line !== undefined,
    );
  });
}
