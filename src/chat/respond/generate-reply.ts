/**
 * From a prepared turn to the persona's reply: its emotion, its text as it comes, and how it ended.
 *
 * 1. The emotion is yielded once, before the first text; texts are never empty.
 * 2. There is always a reply, unless the reader left: an empty one is replaced by the canned line.
 * 3. A reply that breaks off after its first word is closed by a few words of the persona's, and marked as incomplete.
 *    One of which only the written opening was shown gets a written ending: it is whole, and a template's.
 * 4. The model is stopped as soon as the persona's sentence limit is reached.
 */
import type { ClassifyResult } from "../../core/classify.ts";
import type { EmotionLabel, EmotionReading } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { createSentenceLimit } from "../brevity/sentences.ts";
import { createSpeechFilter, type SpeechFilter } from "../brevity/speech-filter.ts";
import { brokenOffClosing } from "../canned/broken-off.ts";
import { certainReading } from "../emotion/distribution.ts";
import { createTagReader, emotionTag } from "../emotion/emotion-tag.ts";
import { fromRating, fromTable, fromTag } from "../emotion/reply-emotion.ts";
import { joinSentences } from "../guided/join-sentences.ts";
import { cannedConfidence } from "./empathic-reply.ts";
import type { ModelAsking } from "./ask-model.ts";
import type { Persona } from "../persona/persona.ts";
import type { PreparedTurn } from "./prepare-turn.ts";

/** How a reply ended. */
export type ReplyEnd = Omit<ReplyFinishEvent, "type" | "timings"> & Partial<Pick<ReplyFinishEvent, "timings">>;

/** Which model or template writes a reply, and why it is not the requested one. */
export type Provenance = Pick<ReplyEnd, "source" | "model" | "reason">;

export type GeneratedEvent =
  | { readonly type: "emotion"; readonly emotion: EmotionReading }
  | { readonly type: "text"; readonly text: string; readonly provenance: Provenance }
  | { readonly type: "end"; readonly end: ReplyEnd; readonly writtenOpening?: string };

const brokenOff = { finishReason: "stop", complete: false, usage: noUsage, warnings: [] } as const;

export async function* generateReply(
  turn: PreparedTurn,
  rating: ClassifyResult | undefined,
  asking: ModelAsking,
  serving: Pick<Serving, "reply">,
  signal: AbortSignal,
): AsyncGenerator<GeneratedEvent, void, void> {
  const { canned, language, persona, shownUserEmotion } = turn;
  const rated = rating === undefined ? undefined : fromRating(rating, shownUserEmotion);
  const shaper = createReplyShaper(persona, language.language);
  const enough = new AbortController();
  let provenance: Provenance = { source: "model", model: turn.model ?? "" };
  let hasEmotion = false;
  let written = "";

  function emotion(): EmotionReading {
    if (provenance.source === "template") return certainReading(canned().replyEmotion, cannedConfidence, "canned");
    const tagged = shaper.label === undefined ? undefined : fromTag(shaper.label, shownUserEmotion);
    return rated ?? tagged ?? fromTable(persona, shownUserEmotion);
  }

  function* emit(text: string): Generator<GeneratedEvent, void, void> {
    if (text === "") return;
    if (!hasEmotion) yield { type: "emotion", emotion: emotion() };
    hasEmotion = true;
    written += text;
    yield { type: "text", text, provenance };
  }

  let end: ReplyEnd | undefined;
  for await (const event of serving.reply(replyRequest(turn, rated, asking, enough.signal), signal)) {
    if (event.type === "start") {
      const { source, model, reason } = event;
      provenance = { source, model, reason };
    } else if (event.type === "text-delta") {
      if (provenance.source === "template") {
        yield* emit(event.text);
        continue;
      }
      const { text, isClosed } = shaper.push(event.text);
      yield* emit(text);
      if (isClosed) enough.abort();
    } else if (event.type === "finish") {
      const { type: _type, ...rest } = event;
      end = rest;
    } else if (event.type === "error") {
      end = { ...brokenOff, ...provenance, reason: event.error.code };
    }
  }
  end ??= { ...brokenOff, ...provenance };
  if (provenance.source !== "template") yield* emit(shaper.flush());
  if (asking.ending !== undefined && asking.chosen === undefined && end.finishReason !== "cancelled") {
    provenance = { source: "template", model: "template", reason: end.reason ?? "unusable_reply" };
    end = { ...end, ...provenance, finishReason: "stop", complete: true };
    yield* emit(joinSentences(written, asking.ending).slice(written.length));
  }
  if (written !== "" && !end.complete && end.finishReason !== "cancelled") {
    yield* emit(brokenOffClosing(written, provenance.source === "template" ? canned().language : language.language));
  }
  if (written === "" && end.finishReason !== "cancelled") {
    provenance = { source: "template", model: "template", reason: end.reason ?? "empty_reply" };
    end = { ...end, ...provenance, complete: true };
    yield* emit(canned().text);
  }
  if (!hasEmotion) yield { type: "emotion", emotion: emotion() };
  const usage = wholeUsage(end.usage, rating?.usage);
  yield {
    type: "end",
    end: { ...end, usage, warnings: [...turn.prompt.warnings, ...end.warnings] },
    writtenOpening: end.source === "template" ? undefined : asking.chosen?.written,
  };
}

function replyRequest(
  turn: PreparedTurn,
  rated: EmotionReading | undefined,
  asking: ModelAsking,
  enough: AbortSignal,
): ReplyRequest {
  const { canned, maxTokens, model, persona, prompt, requestId } = turn;
  return {
    requestId,
    models: model === undefined ? [] : [model],
    generate: {
      input: { kind: "chat", messages: prompt.messages },
      sampling: persona.sampling,
      maxTokens,
      replyPrefix: rated === undefined ? undefined : emotionTag(rated.label),
    },
    fallback: "models",
    writeTemplate: () => canned().text,
    generateWith: asking.generateWith,
    enough,
  };
}

/** The reply finds in the cache what the rating just put there: it was evaluated all the same, and nothing was saved. */
function wholeUsage(reply: Usage, rating: Usage | undefined): Usage {
  if (rating === undefined) return reply;
  const evaluated = rating.promptTokens - rating.cachedTokens;
  return { ...reply, cachedTokens: Math.max(0, reply.cachedTokens - evaluated) };
}

/** Makes the model's streamed text into the persona's: without tag and markup, within its sentence limit. */
interface ReplyShaper {
  /** `isClosed`: the sentence limit is reached. */
  push(chunk: string): { readonly text: string; readonly isClosed: boolean };
  flush(): string;
  /** The emotion tag that the model wrote itself. */
  readonly label: EmotionLabel | undefined;
}

function createReplyShaper({ limits, spoken }: Persona, language: Language): ReplyShaper {
  const tag = createTagReader();
  const speech = spoken ? createSpeechFilter() : withoutLeadingSpace();
  const sentences = createSentenceLimit(language, limits.sentences);
  return {
    push: (chunk) => sentences.push(speech.push(tag.push(chunk))),
    flush() {
      const { text } = sentences.push(speech.push(tag.flush()) + speech.flush());
      return text + sentences.flush();
    },
    get label() {
      return tag.label;
    },
  };
}

function withoutLeadingSpace(): SpeechFilter {
  let hasBegun = false;
  return {
    push(chunk) {
      const text = hasBegun ? chunk : chunk.trimStart();
      hasBegun ||= text !== "";
      return text;
    },
    flush: () => "",
  };
}
