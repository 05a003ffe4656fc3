import type { EmotionReading } from "../emotion.ts";

/** Writes down what was said. */
export interface SttEngine extends AsyncDisposable {
  /** Names it in logs and replies: `sherpa-onnx:whisper-base`. */
  readonly id: string;
  readonly capabilities: SttCapabilities;
  /**
   * One utterance, whole.
   * @throws ReparteeError `cancelled`, or what kept it from answering. Nothing is thrown for silence: its text is empty.
   */
  transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcript>;
}

export interface SttCapabilities {
  /** ISO 639-1 codes; undefined when the engine does not say. */
  readonly languages: readonly string[] | undefined;
  /** Whether `Transcript.language` comes from the sound itself. */
  readonly identifiesLanguage: boolean;
  /** Whether `Transcript.emotion` is given: the feeling in the voice. */
  readonly hearsEmotion: boolean;
}

export interface TranscribeRequest {
  /** One channel, 16 kHz, −1 to 1. */
  readonly samples: Float32Array;
  /** What is spoken, where it is known (ISO 639-1); else the engine finds out. */
  readonly language?: string;
}

export interface Transcript {
  readonly text: string;
  /** ISO 639-1, where the engine tells. */
  readonly language?: string;
  readonly emotion?: EmotionReading;
}
