import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isEmotionLabel, type EmotionLabel } from "#repartee/core/emotion.js";
import { languages } from "#repartee/core/language.js";
import type { LabelledText } from "./labelled-text.ts";

/** What people say to a companion: the lines of `npm run eval`, under headings such as `# sad`, a file a language. */
export function readEvaluationLines(): readonly LabelledText[] {
  return languages.flatMap((language) => {
    let label: EmotionLabel | undefined;
    const path = join("eval", "lines", `${language}.txt`);
    return readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line): readonly LabelledText[] => {
        if (line === "") return [];
        const heading = /^# (\w+)$/.exec(line)?.[1];
        if (heading === undefined) {
          if (label === undefined) throw new Error(`${path}: expected a heading before "${line}"`);
          return [{ language, label, text: line }];
        }
        if (!isEmotionLabel(heading)) throw new Error(`${path}: expected a feeling, got "# ${heading}"`);
        label = heading;
        return [];
      });
  });
}
