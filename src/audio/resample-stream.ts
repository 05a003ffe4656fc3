import { greatestCommonDivisor, resample } from "./resample.ts";

/** Resamples sound that comes in pieces as if it came at once. */
export interface ResampleStream {
  push(samples: Float32Array): Float32Array;
}

/**
 * Samples beside a piece that its edges need: more than the filter is wide on one side for any rates of speech that are
 * at most three times apart, and whole periods of the ratio. They delay the sound by 4 ms at 24 kHz.
 */
const marginPeriods = 32;

export function createResampleStream(from: number, to: number): ResampleStream {
  const divisor = greatestCommonDivisor(from, to);
  const period = from / divisor;
  const margin = marginPeriods * period;
  let waiting: Float32Array = new Float32Array(margin);

  return {
    push(samples) {
      if (from === to) return samples;
      const all = new Float32Array(waiting.length + samples.length);
      all.set(waiting);
      all.set(samples, waiting.length);
      const whole = Math.floor((all.length - 2 * margin) / period) * period;
      if (whole <= 0) {
        waiting = all;
        return new Float32Array();
      }
      const used = all.subarray(0, whole + 2 * margin);
      const outMargin = (margin * to) / from;
      const made = resample({ samples: used, sampleRate: from }, to).samples;
      waiting = all.slice(whole);
      return made.slice(outMargin, outMargin + (whole * to) / from);
    },
  };
}
