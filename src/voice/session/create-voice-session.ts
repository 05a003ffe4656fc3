/**
 * A talk with somebody at a microphone.
 *
 *     listening ──start of speech──► hearing ──end of speech──► thinking ──first sound──► speaking ──► listening
 *         ▲                                                        │                        │
 *         │                                        speech ≥ 300 ms │                        │ speech ≥ 300 ms
 *         │                                                        ▼                        ▼
 *         └────────────────── no words: it goes on ◄────────── interrupted ──words──► thinking (a new turn)
 *
 * 1. Sound is taken in its order, and turns follow one another: a new one begins when the one before has ended.
 * 2. What was not heard is not kept.
 * 3. The recognizer begins in the first short pause; its work is thrown away when the user goes on.
 * 4. Without detection an utterance ends by `commit` and a reply begins by `respond`.
 */
import { createMutex } from "../../core/mutex.ts";
import type { TurnRequest, VoiceOptions } from "../turn/voice-options.ts";
import { createListening } from "./listening.ts";
import { createRecordedInput } from "./recorded-input.ts";
import { createSessionContext } from "./session-context.ts";
import type { HeardPart, SessionEvent, SessionState } from "./session-event.ts";
import type { SessionSettings } from "./session-settings.ts";
import { createTurnTrack, type AnswerOptions } from "./turn-track.ts";

export interface VoiceSession extends AsyncDisposable {
  readonly events: AsyncIterable<SessionEvent>;
  readonly state: SessionState;
  /**
   * Sound of the microphone, 16 kHz. Resolves when it was looked at.
   * @throws ReparteeError `payload_too_large` for more than 120 s without a commit, where there is no detection.
   */
  push(samples: Float32Array): Promise<void>;
  /** A turn of written words. */
  say(text: string): Promise<void>;
  /** Written words that the next answer is for. Call what it returns to forget them. */
  hearText(text: string): () => void;
  /**
   * Ends the utterance, which `respond` answers. False where there is no sound.
   * @param onStart Called with the turn's id before its first event.
   */
  commit(onStart?: (turnId: string) => void): Promise<boolean>;
  /** Forgets the utterance so far. */
  clear(): Promise<void>;
  /** Answers what was not answered yet. False while a reply is being made. */
  respond(answer?: AnswerOptions): Promise<boolean>;
  /** Ends the present reply; `heardMs` is what the listener has heard of it, where it knows. False without one. */
  cancel(heardMs?: number): Promise<boolean>;
  /** What the listener heard of one of the last replies, by its own clock; undefined for a turn that is not known. */
  truncate(turnId: string, heardMs: number): Promise<HeardPart | undefined>;
  /** Holds from the next window of sound and the next turn on. */
  configure(settings: Partial<SessionSettings>): Promise<void>;
}

/** @param request Of every turn. */
export async function createVoiceSession(options: VoiceOptions, request: TurnRequest): Promise<VoiceSession> {
  const closing = new AbortController();
  const stream = await options.detector.open();
  const order = createMutex();
  const context = createSessionContext(options, request, closing.signal);
  const track = createTurnTrack(context);
  const listening = createListening(context, track, stream, (work) => void order.run(work));
  const recorded = createRecordedInput(context, track);
  const { events, setState } = context;

  async function interrupt(heardMs?: number): Promise<void> {
    listening.forgetRecognition();
    await track.interrupt(heardMs);
  }

  async function cancel(heardMs: number | undefined): Promise<boolean> {
    const hadReply = track.current !== undefined;
    const isSpeaking = context.state === "hearing" || context.state === "interrupted";
    await interrupt(heardMs);
    if (hadReply) setState(isSpeaking ? "hearing" : "listening");
    return hadReply;
  }

  async function say(text: string): Promise<void> {
    await interrupt();
    const understood = Promise.resolve({ text });
    track.start({ turnId: crypto.randomUUID(), understood, samples: 0, endedAtMs: options.clock.now() });
  }

  return {
    events,
    get state() {
      return context.state;
    },
    push: (samples) =>
      order.run(async () => {
        if (context.settings.detection === null) recorded.push(samples);
        else await listening.push(samples);
      }),
    say: (text) => order.run(() => say(text)),
    hearText: track.hearText,
    commit: (onStart = () => {}) =>
      order.run(async () =>
        context.settings.detection === null ? recorded.commit(onStart) : await listening.commit(onStart),
      ),
    clear: () =>
      order.run(async () => {
        recorded.clear();
        listening.clear();
      }),
    respond: (answer = {}) => order.run(async () => track.respond(answer)),
    cancel: (heardMs) => order.run(() => cancel(heardMs)),
    truncate: (turnId, heardMs) => order.run(() => track.truncate(turnId, heardMs)),
    configure: (changes) =>
      order.run(async () => {
        const had = context.settings.detection;
        context.settings = { ...context.settings, ...changes };
        if ((had === null) !== (context.settings.detection === null)) {
          recorded.clear();
          listening.clear();
        }
      }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await order.run(() => interrupt());
      await stream.close();
      events.end();
    },
  };
}
