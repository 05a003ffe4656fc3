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
 */
import { createEventQueue } from "../../core/event-queue.ts";
import type { ScheduledCall } from "../../core/clock.ts";
import { createMutex } from "../../core/mutex.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { createWindows } from "../../core/speech/windows.ts";
import { understand, type UnderstandOptions, type Understood } from "../hear/understand.ts";
import { createUtteranceDetector, defaultUtteranceTimes, type UtteranceEvent } from "../hear/utterance-detector.ts";
import type { TurnRequest, VoiceOptions } from "../turn/voice-options.ts";
import { createEarlyRecognition } from "./early-recognition.ts";
import { startPlayingTurn, type PlayingTurn } from "./playing-turn.ts";
import type { SessionEvent, SessionState } from "./session-event.ts";

export interface VoiceSession extends AsyncDisposable {
  readonly events: AsyncIterable<SessionEvent>;
  readonly state: SessionState;
  /** Sound of the microphone, 16 kHz. Resolves when it was looked at. */
  push(samples: Float32Array): Promise<void>;
  /** A turn of written words. */
  say(text: string): Promise<void>;
  /** Ends the present reply; `heardMs` is what the listener has heard of it, where it knows. */
  cancel(heardMs?: number): Promise<void>;
}

/** Speech into a reply that is shorter is no interruption: "mhm". */
const bargeInMs = 300;
/** A reply that was stopped goes on when no words came by then. */
const wordsWithinMs = 2000;

/** @param request Of every turn. */
export async function createVoiceSession(options: VoiceOptions, request: TurnRequest): Promise<VoiceSession> {
  const { clock, detector, languages, log, stt } = options;
  const queue = createEventQueue<SessionEvent>();
  const closing = new AbortController();
  const stream = await detector.open();
  const windows = createWindows();
  const utterances = createUtteranceDetector(defaultUtteranceTimes);
  let likely = request.language ?? languages[0] ?? "en";
  const early = createEarlyRecognition(understanding, closing.signal);
  const order = createMutex();
  let state: SessionState = "listening";
  let turn: PlayingTurn | undefined;
  let patience: ScheduledCall | undefined;
  let pushedMs = 0;

  function understanding(): UnderstandOptions {
    const given = request.language === undefined ? {} : { language: request.language };
    return { stt, languages, log, ...given, likely };
  }

  function setState(next: SessionState): void {
    if (next === state) return;
    state = next;
    queue.push({ type: "session.state", state });
  }

  function startTurn(understood: Promise<Understood>, samples: number, endedAtMs: number): void {
    setState("thinking");
    const input = { turnId: crypto.randomUUID(), understood, samples, endedAtMs, likely, request };
    const started = startPlayingTurn(input, options, {
      emit(event) {
        if (event.type === "user.final") likely = event.language ?? likely;
        queue.push(event);
      },
      onAudible: () => setState(state === "interrupted" ? state : "speaking"),
    });
    turn = started;
    void started.ended.then(() => {
      if (turn !== started) return;
      turn = undefined;
      if (state !== "hearing") setState("listening");
    });
  }

  function pauseReply(active: PlayingTurn): void {
    setState("interrupted");
    queue.push({ type: "speech.started", atMs: pushedMs - bargeInMs });
    queue.push({ type: "reply.paused", turnId: active.turnId, heardMs: active.pause() });
    patience = clock.schedule(wordsWithinMs, () => void order.run(() => listenToWhatThereIs(active)));
  }

  /** The sound goes on after two seconds: are there words in it? */
  async function listenToWhatThereIs(active: PlayingTurn): Promise<void> {
    const samples = utterances.peek();
    if (turn !== active || state !== "interrupted" || samples === undefined) return;
    const heard = await understand(samples, understanding(), closing.signal).catch(() => undefined);
    if (heard?.text === "" && turn === active) resumeReply(active);
  }

  function resumeReply(active: PlayingTurn): void {
    patience?.cancel();
    setState(active.isAudible ? "speaking" : "thinking");
    active.resume();
  }

  async function interruptTurn(heardMs?: number): Promise<void> {
    patience?.cancel();
    early.forget();
    await turn?.interrupt(heardMs);
    turn = undefined;
  }

  async function endUtterance(samples: Float32Array, silenceMs: number): Promise<void> {
    const endedAtMs = clock.now() - silenceMs;
    const active = turn;
    // Too short for an interruption.
    if (active !== undefined && state !== "interrupted") return;
    patience?.cancel();
    const heard = early.take(samples);
    queue.push({ type: "speech.stopped", atMs: pushedMs - silenceMs });
    if (active !== undefined) {
      const words = await heard.catch(() => undefined);
      if (words?.text === "") return resumeReply(active);
      await interruptTurn();
    }
    startTurn(heard, samples.length, endedAtMs);
  }

  async function take(event: UtteranceEvent): Promise<void> {
    const active = turn;
    // Also speech that began into a reply which ended meanwhile.
    if (active === undefined && state === "listening" && event.type !== "end") {
      setState("hearing");
      queue.push({ type: "speech.started", atMs: pushedMs - defaultUtteranceTimes.startMs });
    }
    if (event.type === "speech") {
      early.forget();
      if (active !== undefined && state !== "interrupted" && event.lengthMs >= bargeInMs) pauseReply(active);
    } else if (event.type === "pause") {
      if (active === undefined || state === "interrupted") early.begin(event.samples);
    } else if (event.type === "end") await endUtterance(event.samples, event.silenceMs);
  }

  async function push(samples: Float32Array): Promise<void> {
    pushedMs += (samples.length / speechSampleRate) * 1000;
    const flags = await stream.push(samples);
    for (const [index, window] of windows.push(samples).entries()) {
      for (const event of utterances.push(window, flags[index] ?? false)) await take(event);
    }
  }

  async function say(text: string): Promise<void> {
    await interruptTurn();
    startTurn(Promise.resolve({ text }), 0, clock.now());
  }

  async function close(): Promise<void> {
    closing.abort();
    await order.run(() => interruptTurn());
    await stream.close();
    queue.end();
  }

  return {
    events: queue,
    get state() {
      return state;
    },
    push: (samples) => order.run(() => push(samples)),
    say: (text) => order.run(() => say(text)),
    cancel: (heardMs) => order.run(() => interruptTurn(heardMs).then(() => setState("listening"))),
    [Symbol.asyncDispose]: close,
  };
}
