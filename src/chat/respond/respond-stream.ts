/** One turn from the request to the kept reply. */
import type { MessageState } from "../../core/conversation.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { Warning } from "../../core/warning.ts";
import { withoutClosing } from "../canned/broken-off.ts";
import type { MessageDraft } from "../conversation/conversation-log.ts";
import type { KeyedMutex } from "../../core/mutex.ts";
import { blend } from "../emotion/reply-emotion.ts";
import type { WindowStarts } from "../prompt/history-window.ts";
import type { EmpathicReply, RespondEvent, RespondRequest } from "./empathic-reply.ts";
import { prepareTurn, type PreparedTurn } from "./prepare-turn.ts";
import type { RateEmotion } from "./rate-emotion.ts";
import type { ModelRequests } from "../../serving/serving.ts";
import type { ResponderOptions } from "./responder-options.ts";
import { speak, type SpokenEnd } from "./speak.ts";

export interface RespondParts {
  readonly options: ResponderOptions;
  /** The server's, or what a batch holds of it. */
  readonly serving: ModelRequests;
  readonly rateEmotion: RateEmotion;
  readonly turns: KeyedMutex;
  readonly windowStarts: WindowStarts;
}

/** What is known of a reply while it is spoken. */
type SoFar = Pick<SpokenEnd, "source" | "model" | "reason"> & { text: string; emotion?: EmotionReading };

/** The identifier contradicts the wished language only when it is as sure as this. */
const otherLanguageFrom = 0.8;

/**
 * `emotion` once, before the first text; `done` once, the last. Errors of the request are thrown before the first event;
 * after it nothing is thrown. A reader who leaves ends the reply; what was said by then is kept as `partial`.
 * @throws ReparteeError `persona_not_found`, `not_found`, `cancelled`.
 */
export async function* respondStream(
  request: RespondRequest,
  signal: AbortSignal,
  parts: RespondParts,
): AsyncGenerator<RespondEvent, void, void> {
  // A turn whose rating was begun before a drain is answered by the model all the same.
  const held = parts.serving.hold();
  try {
    yield* takeTurn(request, signal, { ...parts, serving: held });
  } finally {
    held.release();
  }
}

async function* takeTurn(
  request: RespondRequest,
  signal: AbortSignal,
  { options, rateEmotion, serving, turns, windowStarts }: RespondParts,
): AsyncGenerator<RespondEvent, void, void> {
  const conversationId = request.conversationId ?? crypto.randomUUID();
  const requestId = request.requestId ?? crypto.randomUUID();
  const endTurn = await turns.acquire(conversationId, signal, "answer");
  try {
    const turn = await prepareTurn({ ...request, conversationId, requestId }, options, windowStarts);
    const { conversation, language, userEmotion } = turn;
    const soFar: SoFar = { source: "model", model: turn.model ?? "", text: "" };
    let isKept = false;
    try {
      const rating = await rateEmotion(turn, serving, signal);
      for await (const event of speak(turn, rating, serving, signal)) {
        if (event.type === "emotion") {
          soFar.emotion = event.emotion;
          const { persisted, userMessageId } = conversation;
          yield { type: "emotion", emotion: event.emotion, userEmotion, conversationId, userMessageId, persisted };
        } else if (event.type === "text") {
          Object.assign(soFar, event.origin, { text: soFar.text + event.text });
          if (event.origin.source !== "template") conversation.checkpoint(draft(soFar, "streaming", language.language));
          yield { type: "text", text: event.text };
        } else {
          const reply = finalReply(turn, soFar, event.end, options);
          await conversation.close(finalDraft(reply));
          isKept = true;
          yield { type: "done", reply: { ...reply, persisted: conversation.persisted } };
        }
      }
    } finally {
      if (!isKept) await conversation.close(draft(soFar, "partial", language.language));
    }
  } finally {
    endTurn();
  }
}

function draft({ reason, ...soFar }: SoFar, state: MessageState, language: Language): MessageDraft {
  return { ...soFar, reason, state, language };
}

function finalReply(
  turn: PreparedTurn,
  { text, emotion }: SoFar,
  end: SpokenEnd,
  { emotions, languages }: ResponderOptions,
): Omit<EmpathicReply, "persisted"> {
  const { canned, conversation, conversationId, felt, language, persona, userEmotion, userId } = turn;
  const isCanned = end.source === "template";
  const written = withoutClosing(text);
  const first = emotion ?? emotions.read(written);
  const warnings: Warning[] = [...end.warnings];
  let spoken: Language = isCanned ? canned.language : language.language;
  const heard = isCanned ? undefined : languages.identify(written);
  if (heard !== undefined && heard.language !== spoken && heard.confidence >= otherLanguageFrom) {
    const detail = `The reply was to be in "${spoken}" and is in "${heard.language}".`;
    warnings.push({ kind: "approximated", feature: "language", detail });
    spoken = heard.language;
  }
  const { complete, finishReason, model, reason, source, timings, usage } = end;
  return {
    text,
    emotion: isCanned || text === "" ? first : blend(first, emotions.read(written), felt),
    userEmotion,
    language: spoken,
    wishedLanguage: language,
    success: !isCanned,
    source,
    model,
    reason,
    complete,
    finishReason,
    persona: persona.name,
    conversationId,
    userMessageId: conversation.userMessageId,
    messageId: conversation.replyId,
    userId,
    usage,
    timings,
    warnings,
  };
}

function finalDraft(reply: Omit<EmpathicReply, "persisted">): MessageDraft {
  const { complete, emotion, language, model, reason, source, text, timings } = reply;
  return {
    text,
    state: complete ? "complete" : "partial",
    emotion,
    language,
    source,
    model,
    reason,
    ...(timings === undefined ? {} : { timings: { firstTokenMs: timings.firstTokenMs, totalMs: timings.totalMs } }),
  };
}
