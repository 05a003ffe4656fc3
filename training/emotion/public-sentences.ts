/**
 * Labelled sentences of public data sets, which are not part of this repository: docs/emotion.md says where they come from
 * and how their files are made. One `label<TAB>text` a line.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isEmotionLabel } from "#repartee/core/emotion.js";
import { isLanguage, languages } from "#repartee/core/language.js";
import type { LabelledText } from "./labelled-text.ts";

export interface PublicSentences {
  readonly goEmotions: Split;
  /** English film subtitles, with neutral ones. */
  readonly xedEnglish: Split;
  /** The subtitles of other languages that were shown at the same time: none is neutral. */
  readonly xedOthers: Split;
}

interface Split {
  readonly training: readonly LabelledText[];
  readonly heldOut: readonly LabelledText[];
}

const labelledLine = /^(\w+)\t(.+)$/;

/**
 * @throws Error when a file of the English sets is missing or a line has no label. Languages without a file are left out.
 */
export function readPublicSentences(folder: string): PublicSentences {
  const read = (name: string, language: string): readonly LabelledText[] => readFile(join(folder, name), language);
  const others = languages.filter((one) => one !== "en" && existsSync(join(folder, `xed.${one}.tsv`)));
  return {
    goEmotions: { training: read("goemotions.train.tsv", "en"), heldOut: read("goemotions.dev.tsv", "en") },
    xedEnglish: split(read("xed.en.tsv", "en")),
    xedOthers: split(others.flatMap((language) => read(`xed.${language}.tsv`, language))),
  };
}

function readFile(path: string, language: string): readonly LabelledText[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, index): readonly LabelledText[] => {
    if (line === "") return [];
    const [, label, text] = labelledLine.exec(line) ?? [];
    if (!isEmotionLabel(label) || text === undefined || !isLanguage(language)) {
      throw new Error(`${path}:${index + 1}: expected a label, a tab and a text, got ${JSON.stringify(line)}`);
    }
    return [{ language, label, text: withoutTraces(text) }];
  });
}

/**
 * Takes out what the makers of the sets put in. In XED's English only the lines with a feeling have spaces before their
 * marks, "gon na" and names in brackets, so a reader could tell them from neutral ones without reading a word.
 */
export function withoutTraces(text: string): string {
  return text
    .replaceAll(/\[[A-Z]{3,}\]/g, "")
    .replaceAll(/\b(gon|wan) na\b/gi, "$1na")
    .replaceAll(/\bgot ta\b/gi, "gotta")
    .replaceAll(/ +/g, " ")
    .replaceAll(/ ([?!.,])/g, "$1")
    .trim();
}

/** XED has no published split: a fifth, by the hash of the text, so that a line said twice is on one side. */
function split(texts: readonly LabelledText[]): Split {
  const isHeldOut = ({ text }: LabelledText): boolean => (createHash("sha256").update(text).digest()[0] ?? 0) % 5 === 0;
  return { training: texts.filter((one) => !isHeldOut(one)), heldOut: texts.filter(isHeldOut) };
}
