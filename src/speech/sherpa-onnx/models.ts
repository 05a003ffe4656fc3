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
  /** `piper:en_US-joe-medium`. */
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
  | {
      readonly family: "piper";
      readonly model: string;
      readonly tokens: string;
      /** The folder of espeak-ng's data, which the phonemizer reads. */
      readonly espeakData: string;
    }
  | {
      readonly family: "kokoro";
      readonly model: string;
      /** The speakers' styles. */
      readonly speakers: string;
      readonly tokens: string;
      readonly espeakData: string;
      /** Of Chinese. */
      readonly lexicon?: string;
      /** The voice of espeak-ng that phonemizes each language. */
      readonly phonemizers: Readonly<Partial<Record<string, string>>>;
    };

export interface SherpaDetectorModel {
  readonly name: string;
  /** silero's ONNX file, version 5 or 6. */
  readonly model: string;
}
