/** Tells speech from everything else. */
export interface VoiceDetector extends AsyncDisposable {
  readonly id: string;
  /** For one microphone. */
  open(): Promise<VoiceDetectorStream>;
}

export interface VoiceDetectorStream {
  /**
   * One answer for each whole window of 32 ms that the samples (16 kHz) complete: whether somebody speaks in it. Calls
   * are answered in their order.
   */
  push(samples: Float32Array): Promise<readonly boolean[]>;
  close(): Promise<void>;
}

/** Samples of one answer: 32 ms at 16 kHz. */
export const voiceWindowSamples = 512;
export const voiceWindowMs = 32;
