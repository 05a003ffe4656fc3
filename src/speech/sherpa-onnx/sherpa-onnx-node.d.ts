/** What is used of the package, which has no types of its own. */
declare module "sherpa-onnx-node" {
  interface OfflineModelConfig {
    readonly whisper?: { encoder: string; decoder: string; language: string; task: "transcribe" };
    readonly senseVoice?: { model: string; language: string; useInverseTextNormalization: number };
    readonly transducer?: { encoder: string; decoder: string; joiner: string };
    readonly modelType?: string;
    readonly tokens: string;
    readonly numThreads: number;
    readonly provider: "cpu";
  }

  export interface OfflineRecognizerConfig {
    readonly featConfig: { sampleRate: number; featureDim: number };
    readonly modelConfig: OfflineModelConfig;
  }

  export interface OfflineStream {
    acceptWaveform(wave: { samples: Float32Array; sampleRate: number }): void;
  }

  export interface RecognizerResult {
    readonly text: string;
    readonly lang?: string;
    readonly emotion?: string;
  }

  export interface OfflineRecognizer {
    createStream(): OfflineStream;
    setConfig(config: OfflineRecognizerConfig): void;
    decodeAsync(stream: OfflineStream): Promise<RecognizerResult>;
  }

  export interface OfflineTtsConfig {
    readonly model: {
      readonly vits?: { model: string; tokens: string; dataDir: string };
      readonly kokoro?: {
        model: string;
        voices: string;
        tokens: string;
        dataDir: string;
        lexicon: string;
        lang: string;
      };
      readonly numThreads: number;
      readonly provider: "cpu";
      readonly debug: number;
    };
    readonly maxNumSentences: number;
  }

  export interface TtsGenerationConfig {
    readonly sid: number;
    readonly speed: number;
    readonly extra: Readonly<Record<string, string | number>>;
  }

  export interface OfflineTts {
    readonly sampleRate: number;
    generateAsync(request: {
      text: string;
      sid: number;
      speed: number;
      enableExternalBuffer: boolean;
      generationConfig?: TtsGenerationConfig;
      onProgress?: (info: { samples: Float32Array; progress: number }) => boolean;
    }): Promise<{ samples: Float32Array; sampleRate: number }>;
  }

  export interface Vad {
    acceptWaveform(samples: Float32Array): void;
    isDetected(): boolean;
    isEmpty(): boolean;
    pop(): void;
    /** As if it were new. */
    reset(): void;
  }

  interface SherpaOnnx {
    readonly OfflineRecognizer: { createAsync(config: OfflineRecognizerConfig): Promise<OfflineRecognizer> };
    readonly OfflineTts: { createAsync(config: OfflineTtsConfig): Promise<OfflineTts> };
    readonly Vad: new (config: object, bufferSeconds: number) => Vad;
  }

  const sherpa: SherpaOnnx;
  export default sherpa;
}
