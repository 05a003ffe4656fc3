import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { Persona } from "../persona/persona.ts";
import type { CandidatePlan } from "./candidate-plan.ts";
import { joinSentences } from "./join-sentences.ts";

export interface OpeningOptions {
  readonly persona: Persona;
  readonly emotion: EmotionLabel;
  readonly language: Language;
  /** The persona's replies so far, newest last: their words are not said again at once, and none again whole. */
  readonly said: readonly string[];
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Candidates, at most. */
  readonly candidates: number;
}

/** Replies in which an opening or a question's first words are not to be heard again. */
const rememberedReplies = 3;
/** Where the first words of the question are left to the model, so many tries differ enough. */
const freeCandidates = 3;
/** For the model's own words of one candidate: a question that is longer has lost its way. */
const maxTokens = 24;

/** How a guided reply begins; undefined where the persona has nothing for it, or room for one sentence only. */
export function chooseOpening(options: OpeningOptions): Omit<CandidatePlan, "sampling"> | undefined {
  const { candidates, emotion, language, persona, random, said } = options;
  const opening = persona.openings[language]?.[emotion];
  if (opening === undefined || candidates === 0 || persona.limits.sentences < 2) return undefined;
  const latest = said.slice(-rememberedReplies);
  const isNew = (words: string): boolean => !latest.some((reply) => reply.includes(words));
  const fresh = opening.sentences.filter(isNew);
  const sentences = fresh.length > 0 ? fresh : opening.sentences;
  const oneOf = (lines: readonly string[]): string | undefined =>
    lines[Math.floor(random() * lines.length)] ?? lines[0];
  const sentence = oneOf(sentences) ?? "";
  const unsaid = opening.endings.filter((ending) => !said.includes(joinSentences(sentence, ending)));
  const endings = [unsaid.filter(isNew), unsaid, opening.endings].find((some) => some.length > 0) ?? [];
  const questions = opening.questions.filter(isNew);
  const leads = questions.length > 1 ? questions : opening.questions;
  return {
    opening: sentence,
    ending: oneOf(endings),
    leads:
      leads.length > 0
        ? leads.slice(0, candidates)
        : Array.from({ length: Math.min(freeCandidates, candidates) }, () => ""),
    maxTokens,
  };
}
