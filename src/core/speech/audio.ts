/** Sound of one channel. */
export interface MonoAudio {
  /** −1 to 1. */
  readonly samples: Float32Array;
  /** Samples a second. */
  readonly sampleRate: number;
}

/** What every speech recognizer and voice detector takes. */
export const speechSampleRate = 16_000;

export function durationMs({ samples, sampleRate }: MonoAudio): number {
  return (samples.length / sampleRate) * 1000;
}
