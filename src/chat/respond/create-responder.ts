/** Answers as a persona: one turn from the request to the stored reply. */
import { cancelledError } from "../../core/abort.ts";
import type { MessageState } from "../../core/conversation.ts";
import type { GenerateWith } from "../../core/engine.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { Warning } from "../../core/warning.ts";
import type { ModelRequests } from "../../serving/serving.ts";
import { withoutClosing } from "../canned/broken-off.ts";
import { newConversationId, type MessageDraft } from "../conversation/conversation-log.ts";
import { blend } from "../emotion/reply-emotion.ts";
import { facedEmotion } from "../emotion/user-emotion.ts";
import { createWindowStarts } from "../prompt/prompt-history.ts";
import { createReasoningHider } from "../reasoning/hide-reasoning.ts";
import { createModelAsking, type ModelAsking } from "./ask-model.ts";
import type { EmpathicReply, RespondEvent } from "./empathic-reply.ts";
import { generateReply, type Provenance, type ReplyEnd } from "./generate-reply.ts";
import { prepareTurn, type PreparedTurn } from "./prepare-turn.ts";
import { createEmotionRater } from "./rate-emotion.ts";
import { respondBatch } from "./respond-batch.ts";
import type { RespondRequest } from "./respond-request.ts";
import type { ResponderOptions } from "./responder-options.ts";

export interface Responder {
  /**
   * A whole reply; when no model can answer, a canned one, marked as such.
   * @throws ReparteeError `persona_not_found`, `not_found`, `cancelled`.
   */
  respond(request: RespondRequest, signal: AbortSignal): Promise<EmpathicReply>;
  /**
   * The same, streamed: `emotion` before the first `text`, `done` as the last. Errors of the request are thrown before
   * the first event. @throws ReparteeError as `respond`; when the reader leaves, `done` is not complete.
   */
  respondStream(request: RespondRequest, signal: AbortSignal): AsyncIterable<RespondEvent>;
  /**
   * Replies in the order of the requests, as many at once as the model has slots. Nothing is answered when the persona
   * of one request is unknown. @throws ReparteeError as `respond`; `param` begins with `requests[i]`.
   */
  respondBatch(requests: readonly RespondRequest[], signal: AbortSignal): Promise<readonly EmpathicReply[]>;
}

/** For models that do not report theirs. */
const defaultSlots = 4;

/** A reply while it is generated. */
type PartialReply = Provenance & { text: string; emotion?: EmotionReading };

/** The same at its end. */
type WrittenReply = Pick<PartialReply, "text" | "emotion"> & { readonly writtenOpening: string | undefined };

/** The identifier overrules the requested language only when it is as sure as this. */
const otherLanguageFrom = 0.8;

export function createResponder(options: ResponderOptions): Responder {
  const rateEmotion = createEmotionRater(options);
  /** Asks a model without what it only thinks. */
  const generate = createReasoningHider();
  const windowStarts = createWindowStarts();

  /** @param serving the server's, or what a batch holds of it */
  async function* respondStream(
    request: RespondRequest,
    signal: AbortSignal,
    serving: ModelRequests,
  ): AsyncGenerator<RespondEvent, void, void> {
    // A turn whose rating began before a drain is still answered by the model.
    const held = serving.hold();
    const conversationId = request.conversationId ?? newConversationId(request.turnId);
    const requestId = request.requestId ?? crypto.randomUUID();
    let endTurn: (() => void) | undefined;
    try {
      endTurn = await options.conversations.acquireTurn(conversationId, signal);
      const turn = await prepareTurn({ ...request, conversationId, requestId }, options, windowStarts);
      yield* answerTurn(turn, signal, held);
    } finally {
      endTurn?.();
      held.release();
    }
  }

  async function* answerTurn(
    turn: PreparedTurn,
    signal: AbortSignal,
    serving: ModelRequests,
  ): AsyncGenerator<RespondEvent, void, void> {
    const { conversation, conversationId, language, userEmotion } = turn;
    const partial: PartialReply = { source: "model", model: turn.model ?? "", text: "" };
    let isStored = false;
    try {
      const rating = turn.layout === "full" ? await rateEmotion(turn, serving, signal) : undefined;
      for await (const event of generateReply(turn, rating, modelAsking(turn, options, generate), serving, signal)) {
        if (event.type === "emotion") {
          partial.emotion = event.emotion;
          const { persisted, userMessageId } = conversation;
          yield { type: "emotion", emotion: event.emotion, userEmotion, conversationId, userMessageId, persisted };
        } else if (event.type === "text") {
          Object.assign(partial, event.provenance, { text: partial.text + event.text });
          if (event.provenance.source !== "template") {
            conversation.checkpoint(draft(partial, "streaming", language.language));
          }
          yield { type: "text", text: event.text };
        } else {
          const { end, writtenOpening } = event;
          const reply = { ...finalReply(turn, { ...partial, writtenOpening }, end, options), writtenOpening };
          await conversation.close(finalDraft(reply));
          isStored = true;
          yield { type: "done", reply: { ...reply, persisted: conversation.persisted } };
        }
      }
    } finally {
      if (!isStored) await conversation.close(draft(partial, "partial", language.language));
    }
  }

  async function respond(request: RespondRequest, signal: AbortSignal, serving: ModelRequests): Promise<EmpathicReply> {
    let reply: EmpathicReply | undefined;
    for await (const event of respondStream(request, signal, serving)) {
      if (event.type === "done") reply = event.reply;
    }
    if (reply === undefined || reply.finishReason === "cancelled") throw cancelledError(signal, "answer");
    return reply;
  }

  return {
    respond: (request, signal) => respond(request, signal, options.serving),
    respondStream: (request, signal) => respondStream(request, signal, options.serving),
    async respondBatch(requests, signal) {
      const model = options.defaultModel();
      const held = options.serving.hold();
      try {
        return await respondBatch(requests, {
          atOnce: (model === undefined ? undefined : options.models?.info(model)?.slots) ?? defaultSlots,
          check: ({ persona = options.defaultPersona }) => options.personas.get(persona),
          answer: (request) => respond(request, signal, held),
        });
      } finally {
        held.release();
      }
    },
  };
}

function modelAsking(turn: PreparedTurn, options: ResponderOptions, generate: GenerateWith): ModelAsking {
  const { languages, onRejected, others, random = Math.random, replyGate = true } = options;
  if (!replyGate) return { generateWith: generate, chosen: undefined, ending: undefined };
  return createModelAsking({
    turn,
    generate,
    context: { ...turn.judged, identifier: languages },
    random,
    hasOthers: others?.().some((name) => name !== turn.model) ?? false,
    onRejected: (model, reason) => onRejected?.(model, reason),
  });
}

function draft(partial: PartialReply, state: MessageState, language: Language): MessageDraft {
  return { ...partial, state, language };
}

function finalReply(
  turn: PreparedTurn,
  { text, emotion, writtenOpening }: WrittenReply,
  end: ReplyEnd,
  { emotions, languages }: ResponderOptions,
): Omit<EmpathicReply, "persisted"> {
  const { canned, conversation, conversationId, language, persona, userEmotion, userId } = turn;
  const isCanned = end.source === "template";
  const written = end.complete ? text : withoutClosing(text);
  const first = emotion ?? emotions.read(written);
  const warnings: Warning[] = [...end.warnings];
  let spoken: Language = isCanned ? canned().language : language.language;
  const heard = isCanned ? undefined : languages.identify(written);
  if (heard !== undefined && heard.language !== spoken && heard.confidence >= otherLanguageFrom) {
    const detail = `expected a reply in "${spoken}", got one in "${heard.language}"`;
    warnings.push({ kind: "approximated", feature: "language", detail });
    spoken = heard.language;
  }
  const { complete, finishReason, model, reason, source, timings, usage } = end;
  // An opening that was chosen for a feeling shows how it is met, whatever the n-grams of its words look like.
  const isMet = writtenOpening !== undefined && turn.shownUserEmotion !== "neutral";
  return {
    text,
    emotion: isCanned || isMet || text === "" ? first : blend(first, emotions.read(written), facedEmotion(userEmotion)),
    userEmotion,
    language: spoken,
    requestedLanguage: language,
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
    timings: timings && { firstTokenMs: timings.firstTokenMs, totalMs: timings.totalMs },
  };
}
