/** Speech models that sherpa-onnx runs, by their files. */
export type SherpaSttModel = SherpaSttFiles & {
  /** The registry's name: `whisper-base`. */
  readonly name: string;
  readonly languages?: readonly string[];
};

type SherpaSttFiles =
  | { readonly family: "whisper"; readonly encoder: string; readonly decoder: string; readonly tokens: string }
  | { readonly family: "sense-voice"; readonly model: string; readonly tokens: string }
  | {
      readonly family: "transducer";
      readonly encoder: string;
      readonly decoder: string;
      readonly joiner: string;
      readonly tokens: string;
    };

export type SherpaTtsModel = SherpaTtsFiles & {
  /** `piper:en_US-joe-medium`, `kokoro`. */
  readonly name: string;
  readonly voices: readonly SherpaVoice[];
};

export interface SherpaVoice {
  readonly id: string;
  /** The model's number of the speaker. */
  readonly speaker: number;
  readonly languages: readonly string[];
}

type SherpaTtsFiles =
  | { readonly family: "piper"; readonly model: string; readonly tokens: string; readonly espeakData: string }
  | {
      readonly family: "kokoro";
      readonly model: string;
      readonly voicesFile: string;
      readonly tokens: string;
      readonly espeakData: string;
      /** Pronunciations for Chinese and English, where the model has them. */
      readonly lexicons: readonly string[];
    };

export interface SherpaDetectorModel {
  readonly name: string;
  /** silero's ONNX file, version 5 or 6. */
  readonly model: string;
}
