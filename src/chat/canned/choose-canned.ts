import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { Persona } from "../persona/persona.ts";

/** What is said when no model can answer. */
export interface CannedChoice {
  readonly text: string;
  /** What the persona's face shows with it. */
  readonly replyEmotion: EmotionLabel;
  /** The line's own: the persona's first where it has none in the wished language. */
  readonly language: Language;
}

export interface CannedWish {
  readonly persona: Persona;
  /** The user's feeling. */
  readonly emotion: EmotionLabel;
  readonly language: Language;
  /** What the persona said in the conversation so far, oldest first. */
  readonly said: readonly string[];
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** None of the last so many lines comes again. */
const withoutRepeat = 3;

export function chooseCanned({ persona, emotion, language, said, random }: CannedWish): CannedChoice {
  const { lines, replyEmotion } = persona.canned[emotion];
  const [fallback] = persona.languages;
  const [spoken, all] = lines[language] === undefined ? [fallback, lines[fallback]] : [language, lines[language]];
  const known = all ?? [];
  const recent = said.filter((text) => known.includes(text)).slice(-withoutRepeat);
  const fresh = known.filter((line) => !recent.includes(line));
  const choices = fresh.length > 0 ? fresh : known;
  return { text: choices[Math.floor(random() * choices.length)] ?? "", replyEmotion, language: spoken };
}

/** Every canned line of a persona: none of them goes back to a model as its own words. */
export function isCannedLine(persona: Persona, text: string): boolean {
  return Object.values(persona.canned).some(({ lines }) => Object.values(lines).some((one) => one.includes(text)));
}
