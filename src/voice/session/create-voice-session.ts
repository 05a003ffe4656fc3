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
import { joinSamples } from "../../audio/join-samples.ts";
import { createEventQueue } from "../../core/event-queue.ts";
import type { ScheduledCall } from "../../core/clock.ts";
import { languageOf, type Language } from "../../core/language.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { createWindows } from "../../core/speech/windows.ts";
import { understand, type Understood } from "../hear/understand.ts";
import {
  createUtteranceDetector,
  defaultUtteranceTimes,
  type UtteranceEvent,
  type UtteranceTimes,
} from "../hear/utterance-detector.ts";
import type { TurnRequest, VoiceOptions } from "../turn/voice-options.ts";
import { startPlayingTurn, type PlayingTurn } from "./playing-turn.ts";
import type { SessionEvent, SessionState } from "./session-event.ts";

export interface VoiceSessionOptions {
  /** Of every turn; may change between turns. */
  readonly request: () => TurnRequest;
  readonly times?: UtteranceTimes;
  /** False: turns begin by `commit` only. */
  readonly endsTurns?: () => boolean;
}

export interface VoiceSession extends AsyncDisposable {
  readonly events: AsyncIterable<SessionEvent>;
  readonly state: SessionState;
  /** Sound of the microphone, 16 kHz. Resolves when it was looked at. */
  push(samples: Float32Array): Promise<void>;
  /** What was pushed since the last turn is a whole utterance. */
  commit(): Promise<void>;
  /** Forgets what was pushed since the last turn. */
  clear(): Promise<void>;
  /** A turn of written words. */
  say(text: string): Promise<void>;
  /** Ends the present reply; `heardMs` is what the listener has heard of it, where it knows. */
  cancel(heardMs?: number): Promise<void>;
}

/** Speech into a reply that is shorter is no interruption: "mhm". */
const bargeInMs = 300;
/** A reply that was stopped goes on when no words came by then. */
const wordsWithinMs = 2000;

export async function createVoiceSession(options: VoiceOptions, session: VoiceSessionOptions): Promise<VoiceSession> {
  const { clock, detector, languages, log, stt } = options;
  const { request, times = defaultUtteranceTimes, endsTurns = (): boolean => true } = session;
  const queue = createEventQueue<SessionEvent>();
  const closing = new AbortController();
  const stream = await detector.open();
  const windows = createWindows();
  const utterances = createUtteranceDetector(times);
  let order: Promise<void> = Promise.resolve();
  let state: SessionState = "listening";
  let turn: PlayingTurn | undefined;
  let early: { readonly heard: Promise<Understood>; readonly controller: AbortController } | undefined;
  let patience: ScheduledCall | undefined;
  let likely: Language = request().language ?? languages[0] ?? "en";
  let pushedMs = 0;
  /** Sound since the last turn, for `commit`. */
  let uncommitted: Float32Array[] = [];

  function setState(next: SessionState): void {
    if (next === state) return;
    state = next;
    queue.push({ type: "session.state", state });
  }

  function inOrder(work: () => Promise<void>): Promise<void> {
    const done = order.then(work);
    order = done.catch(() => {});
    return done;
  }

  function beginToUnderstand(samples: Float32Array): typeof early & {} {
    const controller = new AbortController();
    const given = request().language;
    const language = given === undefined ? {} : { language: given };
    const signal = AbortSignal.any([controller.signal, closing.signal]);
    const heard = understand(samples, { stt, languages, log, ...language, likely }, signal);
    // Whoever waits for it is told; it may be thrown away before.
    heard.catch(() => {});
    return { heard, controller };
  }

  function forgetEarly(): void {
    early?.controller.abort();
    early = undefined;
  }

  function startTurn(understood: Promise<Understood>, samples: number, endedAtMs: number): void {
    const turnId = crypto.randomUUID();
    setState("thinking");
    const started = startPlayingTurn({ turnId, understood, samples, endedAtMs, likely, request: request() }, options, {
      emit(event) {
        if (event.type === "user.final" && event.language !== undefined) likely = languageOf(event.language) ?? likely;
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
    patience = clock.schedule(wordsWithinMs, () => void inOrder(() => listenToWhatThereIs(active)));
  }

  /** The sound goes on after two seconds: are there words in it? */
  async function listenToWhatThereIs(active: PlayingTurn): Promise<void> {
    const samples = utterances.peek();
    if (turn !== active || state !== "interrupted" || samples === undefined) return;
    const heard = await beginToUnderstand(samples).heard.catch(() => undefined);
    if (heard?.text === "" && turn === active) resumeReply(active);
  }

  function resumeReply(active: PlayingTurn): void {
    patience?.cancel();
    setState(active.isAudible ? "speaking" : "thinking");
    active.resume();
  }

  async function endUtterance(samples: Float32Array, silenceMs: number): Promise<void> {
    const endedAtMs = clock.now() - silenceMs;
    uncommitted = [];
    const active = turn;
    // Too short for an interruption.
    if (active !== undefined && state !== "interrupted") return;
    patience?.cancel();
    const { heard } = early ?? beginToUnderstand(samples);
    early = undefined;
    queue.push({ type: "speech.stopped", atMs: pushedMs - silenceMs });
    if (active === undefined) return startTurn(heard, samples.length, endedAtMs);
    const words = await heard.catch(() => undefined);
    if (words?.text === "") return resumeReply(active);
    await active.interrupt();
    turn = undefined;
    startTurn(heard, samples.length, endedAtMs);
  }

  async function take(event: UtteranceEvent): Promise<void> {
    const active = turn;
    // Also speech that began into a reply which ended meanwhile.
    if (active === undefined && state === "listening" && event.type !== "end") {
      setState("hearing");
      queue.push({ type: "speech.started", atMs: pushedMs - times.startMs });
    }
    if (event.type === "speech") {
      forgetEarly();
      if (active !== undefined && state !== "interrupted" && event.lengthMs >= bargeInMs) pauseReply(active);
    } else if (event.type === "pause" && (active === undefined || state === "interrupted")) {
      early ??= beginToUnderstand(event.samples);
    } else if (event.type === "end") await endUtterance(event.samples, event.silenceMs);
  }

  /** The newest sound, for `commit`: as much as a recognizer hears at once. */
  function remember(samples: Float32Array): void {
    uncommitted.push(samples);
    const limit = (times.longestMs * speechSampleRate) / 1000;
    let length = uncommitted.reduce((sum, part) => sum + part.length, 0);
    while (length > limit && uncommitted.length > 1) length -= uncommitted.shift()?.length ?? 0;
  }

  async function push(samples: Float32Array): Promise<void> {
    pushedMs += (samples.length / speechSampleRate) * 1000;
    remember(samples);
    const flags = await stream.push(samples);
    for (const [index, window] of windows.push(samples).entries()) {
      if (!endsTurns()) continue;
      for (const event of utterances.push(window, flags[index] ?? false)) await take(event);
    }
  }

  async function interruptTurn(heardMs?: number): Promise<void> {
    patience?.cancel();
    forgetEarly();
    await turn?.interrupt(heardMs);
    turn = undefined;
  }

  async function commit(): Promise<void> {
    const parts = uncommitted;
    uncommitted = [];
    utterances.flush();
    const samples = joinSamples(parts);
    await interruptTurn();
    startTurn(beginToUnderstand(samples).heard, samples.length, clock.now());
  }

  return {
    events: queue,
    get state() {
      return state;
    },
    push: (samples) => inOrder(() => push(samples)),
    commit: () => inOrder(commit),
    clear: () =>
      inOrder(() => {
        uncommitted = [];
        utterances.flush();
        forgetEarly();
        if (state === "hearing") setState("listening");
        return Promise.resolve();
      }),
    say: (text) =>
      inOrder(async () => {
        await interruptTurn();
        startTurn(Promise.resolve({ text }), 0, clock.now());
      }),
    cancel: (heardMs) =>
      inOrder(async () => {
        await interruptTurn(heardMs);
        setState("listening");
      }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await inOrder(() => interruptTurn());
      await stream.close();
      queue.end();
    },
  };
}
