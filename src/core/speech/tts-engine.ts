import type { MonoAudio } from "./audio.ts";

/** Speaks texts. */
export interface TtsEngine extends AsyncDisposable {
  /** Names it in logs and replies: `sherpa-onnx:piper:en_US-joe-medium`. */
  readonly id: string;
  /** At least one. */
  readonly voices: readonly Voice[];
  /**
   * One sentence or clause; the sound may come in several parts. A text without a pronounceable character gives none.
   * @throws ReparteeError `cancelled`, `invalid_request` (no such voice), or what kept it from speaking.
   */
  synthesize(request: SynthesizeRequest, signal: AbortSignal): AsyncIterable<SynthesizedPart>;
}

export interface Voice {
  readonly id: string;
  /** ISO 639-1 codes that it speaks. */
  readonly languages: readonly string[];
}

export interface SynthesizeRequest {
  readonly text: string;
  /** One of `voices`; the first that speaks `language` when absent. */
  readonly voice?: string;
  /** ISO 639-1. */
  readonly language: string;
  /** 1 is the voice's own; 0.25 to 4. */
  readonly speed?: number;
}

export interface SynthesizedPart extends MonoAudio {
  /** What is pronounced when, where the engine knows; in order. */
  readonly phonemes?: readonly TimedPhoneme[];
}

export interface TimedPhoneme {
  /** In the International Phonetic Alphabet, possibly with stress and length marks; empty for a pause. */
  readonly ipa: string;
  /** Milliseconds from the start of its part. */
  readonly startMs: number;
}
