/**
 * Finds utterances in the windows of a voice detector.
 *
 *     quiet ── speech for `startMs` ──► speaking ── silence for `endMs` ──► quiet
 *                                        │   ▲
 *                    silence for `pauseMs` ▼   │ speech
 *                                       pausing
 */
import { voiceWindowMs, voiceWindowSamples } from "../../core/speech/voice-detector.ts";

export interface UtteranceTimes {
  /** Speech that begins an utterance. A click is shorter. */
  readonly startMs: number;
  /** Silence after which the recognizer may begin, before it is sure that the user has finished. */
  readonly pauseMs: number;
  /** Silence that ends it. */
  readonly endMs: number;
  /** Sound before the first window of speech that is taken along: soft first consonants. */
  readonly leadMs: number;
  /** An utterance that goes on for longer is ended: recognizers hear 30 s at once. */
  readonly longestMs: number;
}

export const defaultUtteranceTimes: UtteranceTimes = {
  ...{ startMs: 96, pauseMs: 160, endMs: 350, leadMs: 300, longestMs: 28_000 },
};

export type UtteranceEvent =
  /** Somebody began to speak. */
  | { readonly type: "start" }
  /** Still speaking, for this long. */
  | { readonly type: "speech"; readonly lengthMs: number }
  /** A short silence; `samples` are the utterance so far. */
  | { readonly type: "pause"; readonly samples: Float32Array }
  /** The utterance; it ended `silenceMs` before the last window. */
  | { readonly type: "end"; readonly samples: Float32Array; readonly silenceMs: number };

export interface UtteranceDetector {
  /** One window and whether somebody speaks in it. */
  push(window: Float32Array, isSpeech: boolean): readonly UtteranceEvent[];
  /** The utterance so far; undefined while nobody speaks. */
  peek(): Float32Array | undefined;
  /** Ends the utterance now; undefined while nobody speaks. */
  flush(): Extract<UtteranceEvent, { readonly type: "end" }> | undefined;
  /** Forgets the utterance so far. */
  reset(): void;
}

/** @param timesNow Read at each window: they may change within an utterance. */
export function createUtteranceDetector(
  timesNow: () => UtteranceTimes = () => defaultUtteranceTimes,
): UtteranceDetector {
  let windows: Float32Array[] = [];
  let speechMs = 0;
  let silenceMs = 0;
  let isSpeaking = false;

  function samples(): Float32Array {
    const joined = new Float32Array(windows.length * voiceWindowSamples);
    for (const [index, window] of windows.entries()) joined.set(window, index * voiceWindowSamples);
    return joined;
  }

  function reset(): void {
    windows = [];
    isSpeaking = false;
    speechMs = 0;
    silenceMs = 0;
  }

  function end(): Extract<UtteranceEvent, { readonly type: "end" }> {
    const event = { type: "end", samples: samples(), silenceMs } as const;
    reset();
    return event;
  }

  function whileQuiet(isSpeech: boolean): readonly UtteranceEvent[] {
    const times = timesNow();
    windows = windows.slice(-Math.ceil((times.leadMs + times.startMs) / voiceWindowMs));
    speechMs = isSpeech ? speechMs + voiceWindowMs : 0;
    if (speechMs < times.startMs) return [];
    isSpeaking = true;
    silenceMs = 0;
    return [{ type: "start" }];
  }

  function whileSpeaking(isSpeech: boolean): readonly UtteranceEvent[] {
    const times = timesNow();
    const before = silenceMs;
    silenceMs = isSpeech ? 0 : silenceMs + voiceWindowMs;
    if (isSpeech) speechMs += voiceWindowMs;
    if (silenceMs >= times.endMs || windows.length * voiceWindowMs >= times.longestMs) return [end()];
    if (before < times.pauseMs && silenceMs >= times.pauseMs) return [{ type: "pause", samples: samples() }];
    return isSpeech ? [{ type: "speech", lengthMs: speechMs }] : [];
  }

  return {
    push(window, isSpeech) {
      windows.push(window);
      return isSpeaking ? whileSpeaking(isSpeech) : whileQuiet(isSpeech);
    },
    peek: () => (isSpeaking ? samples() : undefined),
    flush: () => (isSpeaking ? end() : undefined),
    reset,
  };
}
