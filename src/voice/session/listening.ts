/** From the sound of a microphone to utterances, and from these to turns. */
import { speechSampleRate } from "../../core/speech/audio.ts";
import type { VoiceDetectorStream } from "../../core/speech/voice-detector.ts";
import { createWindows } from "../../core/speech/windows.ts";
import { understand } from "../hear/understand.ts";
import { createUtteranceDetector, type UtteranceEvent } from "../hear/utterance-detector.ts";
import { createEarlyRecognition } from "./early-recognition.ts";
import { createPartialTranscripts } from "./partial-transcripts.ts";
import type { PlayingTurn } from "./playing-turn.ts";
import type { SessionContext } from "./session-context.ts";
import { createSpeechFlags } from "./speech-flags.ts";
import type { TurnTrack } from "./turn-track.ts";

export interface Listening {
  push(samples: Float32Array): Promise<void>;
  /** Ends the utterance without an answer; false while nobody speaks. */
  commit(onStart: (turnId: string) => void): Promise<boolean>;
  /** Forgets the utterance so far. */
  clear(): void;
  /** Throws away what was recognized of it so far. */
  forgetRecognition(): void;
}

/** Speech into a reply that is shorter is no interruption: "mhm". */
const bargeInMs = 300;

/** @param inOrder Runs between two pushes. */
export function createListening(
  context: SessionContext,
  track: TurnTrack,
  stream: VoiceDetectorStream,
  inOrder: (work: () => Promise<void>) => void,
): Listening {
  const { closing, emit, options, setState, times } = context;
  const { clock, log } = options;
  const flags = createSpeechFlags(stream, {
    log,
    onFailure: ({ code, message }) => emit({ type: "input.failed", code, message }),
  });
  const windows = createWindows();
  const utterances = createUtteranceDetector(times);
  const partials = createPartialTranscripts((samples) => understand(samples, context.understanding(), closing), {
    clock,
    emit(partial) {
      if (utteranceId !== undefined) emit({ turnId: utteranceId, seq: 0, tMs: 0, ...partial });
    },
  });
  const early = createEarlyRecognition({
    ...{ closing, clock, understanding: context.understanding },
    onMeasured: partials.measured,
  });
  /** Of what is being said now. */
  let utteranceId: string | undefined;
  let pushedMs = 0;

  function begin(atMs: number): void {
    utteranceId = crypto.randomUUID();
    partials.begin();
    emit({ type: "speech.started", turnId: utteranceId, atMs: Math.max(0, Math.round(atMs)) });
  }

  /** The sound goes on after two seconds: are there words in it? */
  async function listenToWhatThereIs(active: PlayingTurn): Promise<void> {
    const samples = utterances.peek();
    if (track.current !== active || context.state !== "interrupted" || samples === undefined) return;
    const heard = await understand(samples, context.understanding(), closing).catch(() => undefined);
    if (heard?.text !== "" || track.current !== active) return;
    track.resume(active);
  }

  /** @param onCommit The client ended it, and begins the answer. */
  async function end(
    { samples, silenceMs }: Extract<UtteranceEvent, { readonly type: "end" }>,
    onCommit?: (turnId: string) => void,
  ): Promise<boolean> {
    const turnId = utteranceId;
    utteranceId = undefined;
    // Too short for an interruption.
    if (turnId === undefined) return false;
    const active = track.current;
    track.stopWaiting();
    const endedAtMs = clock.now() - silenceMs;
    const understood = early.take(samples);
    emit({ type: "speech.stopped", turnId, atMs: Math.max(0, Math.round(pushedMs - silenceMs)) });
    if (active !== undefined && context.state === "interrupted") {
      const words = await understood.catch(() => undefined);
      if (words?.text === "") {
        track.resume(active);
        return false;
      }
      await track.interrupt();
    }
    const input = { turnId, understood, samples: samples.length, endedAtMs };
    const answers = onCommit === undefined && context.settings.detection?.answers === true;
    if (answers && track.current === undefined) {
      track.start(input);
      return true;
    }
    if (context.state === "hearing" || context.state === "interrupted") setState("listening");
    onCommit?.(turnId);
    track.hearOnly(input);
    return true;
  }

  async function take(event: UtteranceEvent): Promise<void> {
    const active = track.current;
    const { detection, partials: readsPartials } = context.settings;
    // Also speech that began into a reply which ended meanwhile.
    if (active === undefined && context.state === "listening" && event.type !== "end") {
      setState("hearing");
      begin(pushedMs - times().startMs);
    }
    if (event.type === "speech") {
      early.forget();
      if (active !== undefined && utteranceId === undefined && event.lengthMs >= bargeInMs) {
        begin(pushedMs - bargeInMs);
        if (detection?.interrupts === true) {
          track.pause(active, () => inOrder(() => listenToWhatThereIs(active)));
        }
      }
      if (readsPartials && utteranceId !== undefined) partials.grow(event.lengthMs, utterances.peek);
    } else if (event.type === "pause") {
      if (utteranceId !== undefined) early.begin(event.samples);
    } else if (event.type === "end") await end(event);
  }

  return {
    async push(samples) {
      pushedMs += (samples.length / speechSampleRate) * 1000;
      const isSpeech = await flags.push(samples);
      for (const [index, window] of windows.push(samples).entries()) {
        for (const event of utterances.push(window, isSpeech[index] ?? false)) await take(event);
      }
    },
    async commit(onStart) {
      const utterance = utterances.flush();
      return utterance !== undefined && (await end(utterance, onStart));
    },
    clear() {
      utterances.reset();
      early.forget();
      utteranceId = undefined;
      if (track.current !== undefined && context.state === "interrupted") track.resume(track.current);
      else if (context.state === "hearing") setState("listening");
    },
    forgetRecognition: early.forget,
  };
}
