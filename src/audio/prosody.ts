import type { MonoAudio } from "../core/speech/audio.ts";
import { loudness, loudnessFrameMs } from "./loudness.ts";
import { resample } from "./resample.ts";

/** How something was said. It shows how excited somebody is, not whether gladly. */
export interface Prosody {
  /** Median of the voiced parts; null where no voice has a pitch: whispering, noise. */
  readonly pitchHz: number | null;
  /** From the 10th to the 90th percentile, in semitones; null as the pitch. */
  readonly pitchRangeSemitones: number | null;
  /** Root mean square of what sounds, below full scale; null in silence. It depends on the microphone. */
  readonly loudnessDb: number | null;
  /** Letters or signs of the text for each second that sounds; null without text or sound. */
  readonly lettersPerSecond: number | null;
}

/** Enough for the pitch of speech, and a quarter of the work. */
const pitchSampleRate = 8000;
const lowestHz = 65;
const highestHz = 420;
const pitchFrameSamples = 320;
const pitchHopSamples = 160;
/** Of the energy that comes again one period later: noise has 0.3. */
const voicedShare = 0.6;
/** Quieter frames are pauses: −45 dB. */
const quietest = 0.0056;

/** Some 10 ms of processor time for a sentence. */
export function measureProsody(audio: MonoAudio, text: string): Prosody {
  const levels = loudness(audio).filter((level) => level > quietest);
  const seconds = (levels.length * loudnessFrameMs) / 1000;
  const letters = text.replaceAll(/[^\p{L}\p{N}]/gu, "").length;
  const power = levels.reduce((sum, level) => sum + level * level, 0) / Math.max(1, levels.length);
  const pitches = pitchesOf(resample(audio, pitchSampleRate).samples).toSorted((one, other) => one - other);
  const at = (share: number): number => pitches[Math.floor((pitches.length - 1) * share)] ?? 0;
  const isVoiced = pitches.length >= 5;
  return {
    pitchHz: isVoiced ? rounded(at(0.5)) : null,
    pitchRangeSemitones: isVoiced ? rounded(12 * Math.log2(at(0.9) / at(0.1))) : null,
    loudnessDb: levels.length === 0 ? null : rounded(10 * Math.log10(power)),
    lettersPerSecond: letters === 0 || seconds === 0 ? null : rounded(letters / seconds),
  };
}

/** Of each voiced frame, by autocorrelation. */
function pitchesOf(samples: Float32Array): readonly number[] {
  const found: number[] = [];
  const longest = Math.ceil(pitchSampleRate / lowestHz);
  for (let start = 0; start + pitchFrameSamples + longest <= samples.length; start += pitchHopSamples) {
    const pitch = pitchOf(samples.subarray(start, start + pitchFrameSamples + longest), longest);
    if (pitch !== undefined) found.push(pitch);
  }
  return found;
}

function pitchOf(frame: Float32Array, longest: number): number | undefined {
  const shares = new Float64Array(longest + 2);
  for (let lag = Math.floor(pitchSampleRate / highestHz) - 1; lag <= longest; lag += 1)
    shares[lag] = shareAfter(frame, lag);
  const most = Math.max(...shares);
  if (!(most > voicedShare)) return undefined;
  // The first peak that is nearly as high as the highest: two periods correlate as well as one.
  for (let lag = Math.floor(pitchSampleRate / highestHz); lag < longest; lag += 1) {
    const [before = 0, here = 0, after = 0] = shares.subarray(lag - 1, lag + 2);
    if (here < most * 0.9 || here < before || here < after) continue;
    const bend = before - 2 * here + after;
    return pitchSampleRate / (lag + (bend === 0 ? 0 : (before - after) / (2 * bend)));
  }
  return undefined;
}

/** How much of the frame comes again after `lag` samples: 1 is all. */
function shareAfter(frame: Float32Array, lag: number): number {
  let product = 0;
  let energy = 0;
  let laterEnergy = 0;
  for (let index = 0; index < pitchFrameSamples; index += 1) {
    const now = frame[index] ?? 0;
    const later = frame[index + lag] ?? 0;
    product += now * later;
    energy += now * now;
    laterEnergy += later * later;
  }
  if (Math.sqrt(energy / pitchFrameSamples) < quietest) return 0;
  return product / Math.sqrt(energy * laterEnergy || 1);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
