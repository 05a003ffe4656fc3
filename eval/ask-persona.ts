import { asRecord, ask, type TimedReply } from "./ask.ts";
import type { Answer, AskLine } from "./answer.ts";

/** Asks the persona of a Repartee server. */
export function personaAsker(url: string): AskLine {
  return async ({ emotion, language, text }, hints) =>
    toAnswer(await ask(`${url}/api/respond`, hints === "given" ? { text, language, emotion } : { text }));
}

export function toAnswer({ done, events, firstTokenMs, totalMs }: TimedReply): Answer {
  const confidence = done["confidence"];
  const isOfModel = done["emotion_source"] !== "canned" && typeof confidence === "number";
  return {
    text: textOr(done["text"], ""),
    writer: done["source"] === "template" ? "written" : "model",
    writtenOpening: textOr(done["written_opening"], null),
    reason: textOr(done["reason"], null),
    emotion: textOr(done["emotion"], null),
    confidence: isOfModel ? confidence : null,
    heardEmotion: textOr(asRecord(done["user_emotion"])["label"], null),
    events,
    firstTokenMs,
    totalMs,
    error: null,
  };
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === "string" ? value : other;
}
