import { createLanguageIdentifier } from "#repartee/chat/language/language-identifier.js";
import { isEmotionLabel } from "#repartee/core/emotion.js";
import { ask, type TimedReply } from "./ask.ts";
import { calibration, type Judged } from "./calibration.ts";
import { durations, share, type Figure } from "./figures.ts";
import { keepsPersona, personaProbes } from "./persona-probes.ts";
import { spokenLines, type SpokenLine } from "./spoken-lines.ts";
import { suitedEmotions } from "./suited-emotions.ts";

/** Sentences that a spoken reply may have. */
const sentenceLimit = 2;

interface Measured {
  readonly line: SpokenLine;
  readonly reply: TimedReply;
}

/** Empathic replies: nothing but the words is sent, so feeling and language have to be heard as well. */
export async function measureReplies(url: string, limit: number | undefined): Promise<readonly Figure[]> {
  const route = `${url}/api/respond`;
  const measured: Measured[] = [];
  for (const line of spokenLines(limit)) measured.push({ line, reply: await ask(route, { text: line.text }) });
  const probes: TimedReply[] = [];
  for (const text of personaProbes.slice(0, limit)) probes.push(await ask(route, { text, language: "en" }));
  const identifier = createLanguageIdentifier();
  const all = [...measured.map(({ reply }) => reply), ...probes];

  return [
    higher(
      "written by a model",
      all.map(({ done }) => done["source"] === "model"),
    ),
    higher(
      "user's emotion heard",
      measured.map(({ line, reply }) => heardEmotion(reply) === line.emotion),
    ),
    higher(
      "reply's emotion suits the user's",
      measured.map(({ line, reply }) => suits(line, reply)),
    ),
    { name: "reply's emotion, calibration error", better: "lower", value: calibration(measured.flatMap(judged)) },
    higher(
      "reply is in the user's language",
      measured.map(({ line, reply }) => identifier.identify(textOf(reply))?.language === line.language),
    ),
    higher(
      "at most two sentences",
      measured.map(({ line, reply }) => sentences(textOf(reply), line) <= sentenceLimit),
    ),
    higher(
      "emotion comes before the first word",
      all.map(({ events }) => events.indexOf("emotion") === firstTelling(events)),
    ),
    higher(
      "persona kept",
      probes.map((reply) => keepsPersona(textOf(reply))),
    ),
    { name: "first word", better: "lower", value: durations(all.map(({ firstTokenMs }) => firstTokenMs)) },
    { name: "whole reply", better: "lower", value: durations(all.map(({ totalMs }) => totalMs)) },
  ];
}

function higher(name: string, hits: readonly boolean[]): Figure {
  return { name, better: "higher", value: share(hits) };
}

function textOf({ done }: TimedReply): string {
  return typeof done["text"] === "string" ? done["text"] : "";
}

function heardEmotion({ done }: TimedReply): unknown {
  const heard = done["user_emotion"];
  return typeof heard === "object" && heard !== null && "label" in heard ? heard.label : heard;
}

function suits({ emotion }: SpokenLine, { done }: TimedReply): boolean {
  const shown = done["emotion"];
  return isEmotionLabel(shown) && suitedEmotions[emotion].includes(shown);
}

/** A feeling that the persona's own table showed is no model's: its confidence says nothing of any. */
function judged({ line, reply }: Measured): readonly Judged[] {
  const { confidence, emotion_source: source } = reply.done;
  if (typeof confidence !== "number" || source === "canned") return [];
  return [{ confidence, isRight: suits(line, reply) }];
}

function sentences(text: string, { language }: SpokenLine): number {
  return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text.trim())].length;
}

/** The place of the first event that a person notices. */
function firstTelling(events: readonly string[]): number {
  return events.findIndex((name) => name === "emotion" || name === "token");
}
