import { resample } from "../../audio/resample.ts";
import { speechSampleRate, type MonoAudio } from "../../core/speech/audio.ts";
import { voiceWindowMs, voiceWindowSamples, type VoiceDetector } from "../../core/speech/voice-detector.ts";
import { createWindows } from "../../core/speech/windows.ts";

/** A stretch of a recording in which somebody speaks. */
export interface SpeechSegment {
  readonly startMs: number;
  readonly endMs: number;
  /** 16 kHz. */
  readonly samples: Float32Array;
}

/** Shorter sounds are no words. */
const shortestMs = 96;
/** Kept before and behind speech: soft first and last consonants. */
const marginMs = 250;
/** Recognizers hear 30 s at once. */
const longestMs = 28_000;
/** A pause from this length on separates segments, where `splitMs` does not say otherwise. */
const usualSplitMs = 700;

interface Stretch {
  startMs: number;
  endMs: number;
}

/** Speech in a recording, cut at pauses, in segments that a recognizer takes at once; none when nobody speaks. */
export async function findSpeech(
  audio: MonoAudio,
  detector: VoiceDetector,
  { splitMs = usualSplitMs }: { readonly splitMs?: number } = {},
): Promise<readonly SpeechSegment[]> {
  const { samples } = resample(audio, speechSampleRate);
  const stream = await detector.open();
  try {
    const windows = createWindows();
    const flags: boolean[] = [];
    // A window of silence behind the end, so that the last incomplete one counts.
    for (const source of [samples, new Float32Array(voiceWindowSamples)]) {
      for (const window of windows.push(source)) flags.push(...(await stream.push(window)));
    }
    return merge(stretches(flags), splitMs).map((stretch) => segment(samples, stretch));
  } finally {
    await stream.close();
  }
}

function stretches(flags: readonly boolean[]): Stretch[] {
  const found: Stretch[] = [];
  for (const [index, isSpeech] of flags.entries()) {
    if (!isSpeech) continue;
    const startMs = index * voiceWindowMs;
    const last = found.at(-1);
    if (last?.endMs === startMs) last.endMs = startMs + voiceWindowMs;
    else found.push({ startMs, endMs: startMs + voiceWindowMs });
  }
  return found.filter(({ startMs, endMs }) => endMs - startMs >= shortestMs).flatMap(halves);
}

/** Speech without any pause is cut where it must be. */
function halves(stretch: Stretch): Stretch[] {
  const parts: Stretch[] = [];
  for (let startMs = stretch.startMs; startMs < stretch.endMs; startMs += longestMs) {
    parts.push({ startMs, endMs: Math.min(stretch.endMs, startMs + longestMs) });
  }
  return parts;
}

function merge(parts: readonly Stretch[], splitMs: number): readonly Stretch[] {
  const merged: Stretch[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last !== undefined && part.startMs - last.endMs < splitMs && part.endMs - last.startMs <= longestMs) {
      last.endMs = part.endMs;
    } else merged.push({ ...part });
  }
  return merged;
}

function segment(samples: Float32Array, { startMs, endMs }: Stretch): SpeechSegment {
  const at = (ms: number): number => Math.round((Math.max(0, ms) * speechSampleRate) / 1000);
  return { startMs, endMs, samples: samples.slice(at(startMs - marginMs), at(endMs + marginMs)) };
}
