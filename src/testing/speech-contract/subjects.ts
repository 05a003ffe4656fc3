import type { SttEngine } from "../../core/speech/stt-engine.ts";
import type { TtsEngine } from "../../core/speech/tts-engine.ts";
import type { VoiceDetector } from "../../core/speech/voice-detector.ts";

/** A recognizer, and sound that it understands. Engines are made once a check and disposed of after it. */
export interface SttSubject {
  readonly createEngine: () => SttEngine;
  /** 16 kHz. */
  readonly speech: Float32Array;
  /** A word of it. */
  readonly word: RegExp;
}

export interface TtsSubject {
  readonly createEngine: () => TtsEngine;
  /** A language that it speaks, and two sentences of it of which the second is at least twice as long. */
  readonly language: string;
  readonly short: string;
  readonly long: string;
}

export interface DetectorSubject {
  readonly createEngine: () => VoiceDetector;
  /** 16 kHz: at least one second of speech without a pause at its ends. */
  readonly speech: Float32Array;
}
