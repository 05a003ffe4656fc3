/**
 * One turn from the user's speech to the spoken reply. Streamed and whole replies are this same sequence:
 *
 *     user.final ── reply.emotion ── (reply.text, reply.audio …) ── reply.done
 *     user.ignored
 *
 * 1. `reply.emotion` comes before the first audio, once.
 * 2. Text goes on while sound is made of what is there.
 * 3. A failure before the first sound is answered by an apology that was made into sound beforehand; after it, the voice
 *    stops after the clause that it has: no second voice takes over.
 * 4. Something is always said and always ended, unless the caller gave up or nobody spoke.
 */
import { createEventQueue } from "../../core/event-queue.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { Understood } from "../hear/understand.ts";
import { apologies } from "../say/apologies.ts";
import { createClauseChunks } from "../say/clause-chunks.ts";
import type { ReplyDone, VoiceEvent, VoiceEventBody, VoiceStage } from "../voice-event.ts";
import { createTurnSpeech } from "./turn-speech.ts";
import type { TurnRequest, VoiceOptions, VoiceReply } from "./voice-options.ts";

export interface TurnInput {
  readonly turnId: string;
  /** What the recognizer makes of the speech; may have begun before its end. */
  readonly understood: Promise<Understood>;
  /** Length of the speech in samples of 16 kHz. */
  readonly samples: number;
  /** When the speech ended, on the clock of the options. */
  readonly endedAtMs: number;
  /** The language of the turn until the speech tells another one. */
  readonly likely: Language;
  readonly request: TurnRequest;
}

/** @throws ReparteeError of the request (`persona_not_found`, `invalid_request`, `not_found`) and `cancelled`. */
export async function* runTurn(
  input: TurnInput,
  options: VoiceOptions,
  signal: AbortSignal,
): AsyncGenerator<VoiceEvent, void, undefined> {
  const queue = createEventQueue<VoiceEventBody>();
  const left = new AbortController();
  let failure: ReparteeError | undefined;
  const running = takeTurn(input, options, { emit: queue.push, signal: AbortSignal.any([signal, left.signal]) })
    .catch((error: unknown) => (failure = toReparteeError(error)))
    .finally(queue.end);
  let seq = 0;
  try {
    for await (const event of queue) {
      const tMs = Math.round(options.clock.now() - input.endedAtMs);
      yield { turnId: input.turnId, seq, tMs, ...event };
      seq += 1;
    }
  } finally {
    left.abort();
    await running;
  }
  if (failure !== undefined) throw failure;
}

interface TurnContext {
  readonly emit: (event: VoiceEventBody) => void;
  readonly signal: AbortSignal;
}

async function takeTurn(input: TurnInput, options: VoiceOptions, context: TurnContext): Promise<void> {
  const heard = await hear(input, options, context);
  if (heard === undefined) return apologize(input, options, context);
  if (heard.text === "") return context.emit({ type: "user.ignored", reason: "no_words" });
  const heardMs = sinceEnd(input, options);
  const { language, text, voiceEmotion } = heard;
  context.emit({
    type: "user.final",
    text,
    ...(language === undefined ? {} : { language }),
    ...(voiceEmotion === undefined ? {} : { voiceEmotion }),
    durationMs: Math.round((input.samples / speechSampleRate) * 1000),
  });
  await think(heard, heardMs, input, options, context);
}

/** Undefined when every recognizer failed or took too long. */
async function hear(input: TurnInput, options: VoiceOptions, context: TurnContext): Promise<Understood | undefined> {
  const { clock, log, timeouts } = options;
  try {
    return await withTimeout(input.understood, {
      clock,
      timeoutMs: timeouts.hearMs,
      onTimeout() {
        throw new ReparteeError("total_timeout", `Cannot understand speech: it took longer than ${timeouts.hearMs} ms`);
      },
    });
  } catch (thrown) {
    const error = toReparteeError(thrown, "generation_failed");
    if (context.signal.aborted || error.code === "cancelled") throw error;
    log.warn({ turnId: input.turnId, code: error.code, error: error.message }, "speech was not understood");
    emitError(context, "hear", error);
    return undefined;
  }
}

async function think(
  { language, text, voiceEmotion }: Understood,
  heardMs: number,
  input: TurnInput,
  options: VoiceOptions,
  context: TurnContext,
): Promise<void> {
  const { emit, signal } = context;
  const { voice, speed, speaks, ...request } = input.request;
  const spoken = request.language ?? language ?? input.likely;
  const voiced = { language: spoken, voice, speed, speaks: speaks ?? true };
  const speech = createTurnSpeech(voiced, input, options, context);
  const chunks = createClauseChunks(spoken);
  let firstTextMs: number | null = null;
  let chunk = 0;
  function say(parts: readonly string[]): void {
    for (const part of parts) {
      emit({ type: "reply.text", chunk, text: part });
      speech.say(chunk, part);
      chunk += 1;
    }
  }

  const felt =
    request.emotion === undefined && voiceEmotion !== undefined
      ? { emotion: voiceEmotion.label, emotionConfidence: voiceEmotion.confidence }
      : {};
  let reply: VoiceReply | undefined;
  for await (const event of options.responder.respondStream({ ...request, ...felt, text, language: spoken }, signal)) {
    if (event.type === "emotion") emit({ type: "reply.emotion", emotion: event.emotion });
    else if (event.type === "text") {
      firstTextMs ??= sinceEnd(input, options);
      say(chunks.push(event.text));
    } else reply = event.reply;
  }
  say(chunks.end());
  const outcome = await speech.end();
  if (reply === undefined)
    throw new ReparteeError("generation_failed", "The responder ended a reply without saying how");
  emit({
    type: "reply.done",
    ...pick(reply),
    durationMs: outcome.durationMs,
    complete: reply.complete && outcome.reason === undefined,
    ...reasonOf(reply.reason ?? outcome.reason),
    latency: { heardMs, firstTextMs, ...speech.latency(), totalMs: sinceEnd(input, options) },
  });
}

function pick(reply: VoiceReply): Omit<ReplyDone, "type" | "durationMs" | "latency" | "complete"> {
  const { conversationId, emotion, language, messageId, source, text, userEmotion } = reply;
  return { text, emotion, userEmotion, language, source, conversationId, messageId };
}

function reasonOf(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

const calm: EmotionReading = {
  label: "neutral",
  confidence: 1,
  distribution: { happy: 0, sad: 0, angry: 0, neutral: 1, surprised: 0 },
  source: "canned",
};

/** Nobody knows what the user said: asks for it once more. */
async function apologize(input: TurnInput, options: VoiceOptions, context: TurnContext): Promise<void> {
  const { emit } = context;
  const { request } = input;
  const language = request.language ?? input.likely;
  const text = apologies.not_heard[language];
  emit({ type: "reply.emotion", emotion: calm });
  emit({ type: "reply.text", chunk: 0, text });
  const speech = createTurnSpeech(
    { language, voice: request.voice, speed: request.speed, speaks: request.speaks ?? true },
    input,
    options,
    context,
  );
  const canned = options.cannedAudio.get("not_heard", language);
  if (canned === undefined) speech.say(0, text);
  else speech.play(0, canned);
  const { durationMs } = await speech.end();
  emit({
    type: "reply.done",
    ...{ text, emotion: calm, language, durationMs, source: "template", reason: "not_heard", complete: true },
    latency: { heardMs: null, firstTextMs: null, ...speech.latency(), totalMs: sinceEnd(input, options) },
  });
}

function emitError({ emit }: TurnContext, stage: VoiceStage, { code, message }: ReparteeError): void {
  emit({ type: "error", stage, code, message });
}

function sinceEnd({ endedAtMs }: TurnInput, { clock }: VoiceOptions): number {
  return Math.round(clock.now() - endedAtMs);
}
