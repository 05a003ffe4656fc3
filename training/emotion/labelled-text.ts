/**
 * The files of examples: lines under headers such as `[en happy]`. Empty lines and lines from `#` on are left out, and
 * `@name = a | b` defines a slot of the templates.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isEmotionLabel, type EmotionLabel } from "#repartee/core/emotion.js";
import { isLanguage, type Language } from "#repartee/core/language.js";

export interface LabelledText {
  readonly language: Language;
  readonly label: EmotionLabel;
  readonly text: string;
}

interface LabelledFile {
  readonly texts: readonly LabelledText[];
  readonly slots: ReadonlyMap<string, readonly string[]>;
}

/** Of the repository's root, where npm runs its scripts. */
const folder = join("training", "emotion");

/** @param name within `training/emotion` */
export function readLabelledFile(name: string): LabelledFile {
  const texts: LabelledText[] = [];
  const slots = new Map<string, readonly string[]>();
  let section: Omit<LabelledText, "text"> | undefined;
  for (const [index, line] of readFileSync(join(folder, name), "utf8").split(/\r?\n/).entries()) {
    const slot = /^@(\w+) = (.+)$/.exec(line);
    const header = /^\[(\w+) (\w+)\]$/.exec(line);
    if (line === "" || line.startsWith("# ")) continue;
    if (slot?.[1] !== undefined && slot[2] !== undefined) {
      slots.set(slot[1], slot[2].split(" | "));
    } else if (header) {
      const [, language, label] = header;
      if (!isLanguage(language) || !isEmotionLabel(label)) throw new Error(`${name}:${index + 1}: no such section`);
      section = { language, label };
    } else if (section) texts.push({ ...section, text: line });
    else throw new Error(`${name}:${index + 1}: a line before the first section`);
  }
  return { texts, slots };
}
