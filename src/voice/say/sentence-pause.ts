import { joinSamples } from "../../audio/join-samples.ts";
import { loudnessFrameMs } from "../../audio/loudness.ts";
import { voiceSampleRate } from "../voice-event.ts";
import type { SpokenClause } from "./spoken-clause.ts";

/**
 * Sentences are spoken one by one, and the voices end each with 0.10 to 0.23 s of silence: with this much more they do
 * not sound hurried. A whole number of loudness frames.
 */
const pauseMs = 160;

/** Whether a text ends as a sentence does, a quotation mark or bracket behind it or not. */
export function isSentence(text: string): boolean {
  return /[.!?…。！？]["'”’»)\]]*$/u.test(text);
}

export function behindPause({ samples, durationMs, visemes, loudness }: SpokenClause): SpokenClause {
  return {
    samples: joinSamples([new Float32Array((voiceSampleRate * pauseMs) / 1000), samples]),
    durationMs: durationMs + pauseMs,
    visemes: [
      { viseme: "sil", startMs: 0 },
      ...visemes.map(({ viseme, startMs }) => ({ viseme, startMs: startMs + pauseMs })),
    ],
    loudness: [...Array.from({ length: pauseMs / loudnessFrameMs }, () => 0), ...loudness],
  };
}
