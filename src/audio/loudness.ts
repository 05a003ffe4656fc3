import type { MonoAudio } from "../core/speech/audio.ts";

/** Length of one value of `loudness`. */
export const loudnessFrameMs = 20;

/** Root mean square of each 20 ms, 0 to 1; the last frame may be shorter. */
export function loudness({ samples, sampleRate }: MonoAudio): number[] {
  const frameLength = Math.round((sampleRate * loudnessFrameMs) / 1000);
  const values: number[] = [];
  for (let start = 0; start < samples.length; start += frameLength) {
    values.push(rootMeanSquare(samples.subarray(start, start + frameLength)));
  }
  return values;
}

export function rootMeanSquare(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
