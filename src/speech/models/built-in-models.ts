import { nearestName } from "../../core/nearest-name.ts";
import { isKokoroName, kokoro } from "./kokoro/kokoro-model.ts";
import { packageFile } from "./package-file.ts";
import { piperVoice, suggestedPiperVoices } from "./piper-voices.ts";
import { recognizers } from "./recognizers.ts";
import type { SpeechModel } from "./speech-model.ts";

const silero: SpeechModel = {
  name: "silero-vad",
  family: "silero",
  licence: "MIT",
  aboutBytes: 2_300_000,
  sources: [
    { kind: "hub", repository: "onnx-community/silero-vad", files: { model: "onnx/model.onnx" } },
    {
      kind: "packages",
      files: { model: [packageFile("pip:silero-vad==6.2.3/silero_vad/data/silero_vad.onnx")] },
      sha256: { model: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3" },
    },
  ],
};

/** Models that can be had by name; of Piper's voices those that are suggested. */
export const builtInSpeechModels: readonly SpeechModel[] = [
  ...recognizers,
  kokoro,
  ...suggestedPiperVoices.flatMap((name) => piperVoice(name) ?? []),
  silero,
];

/** By its name; undefined for one that is no speech model. */
export function findSpeechModel(name: string): SpeechModel | undefined {
  if (isKokoroName(name)) return kokoro;
  return builtInSpeechModels.find((model) => model.name === name) ?? piperVoice(name);
}

/** For the hint of an unknown name: the one that was meant most likely, or all. */
export function suggestSpeechModels(name: string): readonly string[] {
  const all = builtInSpeechModels.map((model) => model.name);
  const nearest = nearestName(name, all);
  return nearest === undefined ? all : [nearest];
}
