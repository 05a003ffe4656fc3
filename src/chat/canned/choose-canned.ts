import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { Persona } from "../persona/persona.ts";
import type { TurnKind } from "../turn-kind/turn-kinds.ts";

/** The reply when no model can answer. */
export interface CannedChoice {
  readonly text: string;
  /** The persona's own. */
  readonly replyEmotion: EmotionLabel;
  /** Of the line: the persona's first language when it has no line in the requested one. */
  readonly language: Language;
}

export interface CannedRequest {
  readonly persona: Persona;
  /** The user's. */
  readonly emotion: EmotionLabel;
  readonly language: Language;
  /** What the user's turn is, where it is no story. */
  readonly kind?: TurnKind | undefined;
  /** What the persona said in the conversation so far, oldest first. */
  readonly said: readonly string[];
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** None of the last so many lines is repeated. */
const withoutRepeat = 3;

export function chooseCanned({ persona, emotion, kind, language, said, random }: CannedRequest): CannedChoice {
  const { lines, replyEmotion } = writtenTurn(persona, kind, language) ?? persona.canned[emotion];
  const [fallback] = persona.languages;
  const [spoken, all] = lines[language] === undefined ? [fallback, lines[fallback]] : [language, lines[language]];
  const known = all ?? [];
  const recent = said.filter((text) => known.includes(text)).slice(-withoutRepeat);
  const fresh = known.filter((line) => !recent.includes(line));
  const choices = fresh.length > 0 ? fresh : known;
  return { text: choices[Math.floor(random() * choices.length)] ?? "", replyEmotion, language: spoken };
}

/** What the persona has written for such a turn; undefined where it has nothing in that language. */
export function writtenTurn(
  { writtenTurns }: Persona,
  kind: TurnKind | undefined,
  language: Language,
): Persona["canned"][EmotionLabel] | undefined {
  const turn = kind === undefined ? undefined : writtenTurns[kind];
  return turn?.lines[language] === undefined ? undefined : turn;
}

/** Canned lines are never sent back to a model as its own words. */
export function isCannedLine(persona: Persona, text: string): boolean {
  const written = [...Object.values(persona.canned), ...Object.values(persona.writtenTurns)];
  return written.some(({ lines }) => Object.values(lines).some((one) => one.includes(text)));
}
