/** What an engine loads, made of what was downloaded. */
import { join } from "node:path";
import { unpackEspeakData } from "../espeak-ng/unpack-data.ts";
import { prepareKokoro } from "./kokoro/prepare-kokoro.ts";
import { preparePiperVoice } from "./piper-voice.ts";
import type { SpeechModel, SpeechSource } from "./speech-model.ts";
import { convertWhisper } from "./whisper/convert-whisper.ts";

/** Absolute paths by role. */
export type SpeechFiles = Readonly<Record<string, string>>;

export interface PrepareContext {
  /** Of this model; what is made lies here. */
  readonly folder: string;
  /** Of all speech models: espeak-ng's data is shared. */
  readonly sharedFolder: string;
  /** Called when something has to be converted: once before, once after. */
  readonly onConvert: (fraction: number) => void;
}

/** @throws ReparteeError `model_file_invalid`, `model_load_failed` when the phonemizer's package is missing. */
export async function prepareModel(
  { family, name }: SpeechModel,
  source: SpeechSource,
  files: SpeechFiles,
  { folder, sharedFolder, onConvert }: PrepareContext,
): Promise<SpeechFiles> {
  const form = source.kind === "packages" ? source.form : undefined;
  if (family === "piper") {
    await preparePiperVoice(files["model"] ?? "", files["config"] ?? "", folder);
    const made = madeFiles(folder, { model: "model.onnx", tokens: "tokens.txt" });
    return { ...made, espeakData: await unpackEspeakData(sharedFolder) };
  }
  if (form !== undefined) onConvert(0);
  const prepared = await (form === "ctranslate2"
    ? prepareWhisper(name, files, folder)
    : form === "kokoro"
      ? prepareKokoroFiles(files, folder)
      : files);
  if (form !== undefined) onConvert(1);
  return family === "kokoro" ? { ...prepared, espeakData: await unpackEspeakData(sharedFolder) } : prepared;
}

async function prepareWhisper(name: string, files: SpeechFiles, folder: string): Promise<SpeechFiles> {
  const { weights = "", vocabulary = "" } = files;
  await convertWhisper({ weights, vocabulary, folder, size: name.replace("whisper-", "") });
  return madeFiles(folder, { encoder: "encoder.onnx", decoder: "decoder.onnx", tokens: "tokens.txt" });
}

async function prepareKokoroFiles(files: SpeechFiles, folder: string): Promise<SpeechFiles> {
  const { model = "", voices = "", vocabulary = "" } = files;
  await prepareKokoro({ model, voices, vocabulary, folder });
  return madeFiles(folder, { model: "model.onnx", voices: "voices.bin", tokens: "tokens.txt" });
}

function madeFiles(folder: string, files: SpeechFiles): SpeechFiles {
  return Object.fromEntries(Object.entries(files).map(([role, file]) => [role, join(folder, file)]));
}
