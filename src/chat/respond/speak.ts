/**
 * From a prepared turn to what the persona says: its feeling, its words as they come, and how it ended.
 *
 * 1. The feeling is yielded once, before the first words; words are never empty.
 * 2. Something is always said, unless the reader left: an empty reply is replaced by the canned line.
 * 3. What breaks off after its first word is closed by a few words of the persona's, and stays marked as broken off.
 * 4. The model is stopped as soon as the persona has said all it may.
 */
import type { ClassifyResult } from "../../core/classify.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { brokenOffClosing } from "../canned/broken-off.ts";
import { certainReading } from "../emotion/distribution.ts";
import { emotionTag } from "../emotion/emotion-tag.ts";
import { fromRating, fromTable, fromTag } from "../emotion/reply-emotion.ts";
import { cannedConfidence } from "./empathic-reply.ts";
import type { PreparedTurn } from "./prepare-turn.ts";
import { createReplyShaper } from "./reply-shaper.ts";

/** How the words came to their end. */
export type SpokenEnd = Omit<ReplyFinishEvent, "type" | "timings"> & Partial<Pick<ReplyFinishEvent, "timings">>;

export type SpokenEvent =
  | { readonly type: "emotion"; readonly emotion: EmotionReading }
  | { readonly type: "text"; readonly text: string; readonly origin: Pick<SpokenEnd, "source" | "model" | "reason"> }
  | { readonly type: "end"; readonly end: SpokenEnd };

export async function* speak(
  turn: PreparedTurn,
  rating: ClassifyResult | undefined,
  serving: Pick<Serving, "reply">,
  signal: AbortSignal,
): AsyncGenerator<SpokenEvent, void, void> {
  const { canned, felt, language, persona } = turn;
  const rated = rating === undefined ? undefined : fromRating(rating, felt);
  const shaper = createReplyShaper(persona, language.language);
  const enough = new AbortController();
  let origin: Pick<SpokenEnd, "source" | "model" | "reason"> = { source: "model", model: turn.model ?? "" };
  let hasFeeling = false;
  let spoken = "";

  function feeling(): EmotionReading {
    if (origin.source === "template") return certainReading(canned.replyEmotion, cannedConfidence, "canned");
    const written = shaper.label === undefined ? undefined : fromTag(shaper.label, felt);
    return rated ?? written ?? fromTable(persona, felt);
  }

  function* say(text: string): Generator<SpokenEvent, void, void> {
    if (text === "") return;
    if (!hasFeeling) yield { type: "emotion", emotion: feeling() };
    hasFeeling = true;
    spoken += text;
    yield { type: "text", text, origin };
  }

  let end: SpokenEnd | undefined;
  for await (const event of serving.reply(replyRequest(turn, rated, enough.signal), signal)) {
    if (event.type === "start") {
      const { source, model, reason } = event;
      origin = { source, model, reason };
    } else if (event.type === "text-delta") {
      if (origin.source === "template") {
        yield* say(event.text);
        continue;
      }
      const { text, isClosed } = shaper.push(event.text);
      yield* say(text);
      if (isClosed) enough.abort();
    } else if (event.type === "finish") {
      const { type: _type, ...rest } = event;
      end = rest;
    } else if (event.type === "error") {
      const { model } = origin;
      const reason = event.error.code;
      const ended = { reason, finishReason: "stop", complete: false, usage: noUsage, warnings: [] } as const;
      end = { source: origin.source, model, ...ended };
    }
  }
  end ??= { ...origin, finishReason: "stop", complete: false, usage: noUsage, warnings: [] };
  if (origin.source !== "template") yield* say(shaper.flush());
  if (spoken !== "" && !end.complete && end.finishReason !== "cancelled") {
    yield* say(brokenOffClosing(spoken, origin.source === "template" ? canned.language : language.language));
  }
  if (spoken === "" && end.finishReason !== "cancelled") {
    origin = { source: "template", model: "template", reason: end.reason ?? "empty_reply" };
    end = { ...end, ...origin, complete: true };
    yield* say(canned.text);
  }
  if (!hasFeeling) yield { type: "emotion", emotion: feeling() };
  yield {
    type: "end",
    end: { ...end, usage: wholeUsage(end.usage, rating?.usage), warnings: [...turn.prompt.warnings, ...end.warnings] },
  };
}

function replyRequest(turn: PreparedTurn, rated: EmotionReading | undefined, enough: AbortSignal): ReplyRequest {
  const { canned, maxTokens, model, persona, prompt, requestId } = turn;
  return {
    requestId,
    models: model === undefined ? [] : [model],
    generate: {
      input: { kind: "chat", messages: prompt.messages },
      sampling: persona.sampling,
      maxTokens,
      ...(rated === undefined ? {} : { replyPrefix: emotionTag(rated.label) }),
    },
    fallback: "template",
    writeTemplate: () => canned.text,
    enough,
  };
}

/** The reply finds in the cache what the rating has just put there: that is no saving, it was evaluated all the same. */
function wholeUsage(reply: Usage, rating: Usage | undefined): Usage {
  if (rating === undefined) return reply;
  const evaluated = rating.promptTokens - rating.cachedTokens;
  return { ...reply, cachedTokens: Math.max(0, reply.cachedTokens - evaluated) };
}
