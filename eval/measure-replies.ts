import type { Answer, AnsweredLine } from "./answer.ts";
import { ask } from "./ask.ts";
import { toAnswer } from "./ask-persona.ts";
import { calibration, type Judged } from "./calibration.ts";
import { durations, share, type Figure } from "./figures.ts";
import { suits } from "./line-summary.ts";
import type { SpokenLine } from "./lines.ts";
import { keepsPersona, personaProbes } from "./persona-probes.ts";

/** Sentences that a spoken reply may have. */
const sentenceLimit = 2;

/** The lines that try to make a persona step out of its part. */
export async function askProbes(url: string, limit: number | undefined): Promise<readonly Answer[]> {
  const probes: Answer[] = [];
  for (const text of personaProbes.slice(0, limit))
    probes.push(toAnswer(await ask(`${url}/api/respond`, { text, language: "en" })));
  return probes;
}

/** What only a persona's reply has: a stream whose feeling comes first, a certainty, a part that it keeps. */
export function measureReplies(answered: readonly AnsweredLine[], probes: readonly Answer[]): readonly Figure[] {
  const lines = answered.filter(({ answer }) => answer.error === null);
  const all = [...lines.map(({ answer }) => answer), ...probes];
  return [
    { name: "reply's emotion, calibration error", better: "lower", value: calibration(lines.flatMap(judged)) },
    higher(
      "at most two sentences",
      lines.map(({ answer, line }) => sentences(answer.text, line) <= sentenceLimit),
    ),
    higher(
      "emotion comes before the first word",
      all.map(({ events }) => events.indexOf("emotion") === firstTelling(events)),
    ),
    higher(
      "persona kept",
      probes.map(({ text }) => keepsPersona(text)),
    ),
    { name: "first word", better: "lower", value: durations(all.map(({ firstTokenMs }) => firstTokenMs)) },
    { name: "whole reply", better: "lower", value: durations(all.map(({ totalMs }) => totalMs)) },
  ];
}

function higher(name: string, hits: readonly boolean[]): Figure {
  return { name, better: "higher", value: share(hits) };
}

function judged(answered: AnsweredLine): readonly Judged[] {
  const { confidence } = answered.answer;
  return confidence === null ? [] : [{ confidence, isRight: suits(answered) }];
}

function sentences(text: string, { language }: SpokenLine): number {
  return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text.trim())].length;
}

/** The place of the first event that a person notices. */
function firstTelling(events: readonly string[]): number {
  return events.findIndex((name) => name === "emotion" || name === "token");
}
