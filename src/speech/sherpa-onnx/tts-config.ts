import type { OfflineTtsConfig, TtsGenerationConfig } from "sherpa-onnx-node";
import { threads } from "./load-library.ts";
import type { SherpaTtsModel } from "./models.ts";

/** What the model cannot be loaded without. */
export function ttsFiles(model: SherpaTtsModel): readonly string[] {
  const files = [model.model, model.tokens, model.espeakData];
  return model.family === "kokoro" ? [...files, model.speakers] : files;
}

export function ttsConfig(model: SherpaTtsModel): OfflineTtsConfig {
  const common = { numThreads: threads, provider: "cpu", debug: 0 } as const;
  const { model: file, tokens, espeakData: dataDir } = model;
  if (model.family === "piper") {
    return { model: { vits: { model: file, tokens, dataDir }, ...common }, maxNumSentences: 1 };
  }
  // A language is needed to load it; each call names its own.
  const { speakers: voices, lexicon = "" } = model;
  const kokoro = { model: file, voices, tokens, dataDir, lexicon, lang: model.phonemizers["en"] ?? "" };
  return { model: { kokoro, ...common }, maxNumSentences: 1 };
}

interface Utterance {
  readonly sid: number;
  readonly speed: number;
  readonly language: string;
}

/** What is said of one call. */
export function ttsOptions(
  model: SherpaTtsModel,
  { sid, speed, language }: Utterance,
): { readonly sid: number; readonly speed: number; readonly generationConfig?: TtsGenerationConfig } {
  if (model.family === "piper") return { sid, speed };
  const lang = model.phonemizers[language] ?? model.phonemizers["en"] ?? "";
  return { sid, speed, generationConfig: { sid, speed, extra: { lang } } };
}
