import type { SttEngine } from "../../core/speech/stt-engine.ts";
import type { TtsEngine } from "../../core/speech/tts-engine.ts";
import type { VoiceDetector } from "../../core/speech/voice-detector.ts";
import { openSherpaDetector, openSherpaStt, openSherpaTts, type Hosted, type SpeechContext } from "../open-engines.ts";
import { kokoroPhonemizers, kokoroVoices } from "./kokoro/kokoro-voices.ts";
import type { InstalledSpeechModel } from "./speech-model-store.ts";

/** Undefined for a model that is no recognizer. */
export function openRecognizer(
  { model, files }: InstalledSpeechModel,
  context: SpeechContext,
): Hosted<SttEngine> | undefined {
  const { family, languages, name } = model;
  const known = languages === undefined ? {} : { languages };
  const file = (role: string): string => files[role] ?? "";
  const tokens = file("tokens");
  if (family === "sense-voice") return openSherpaStt({ name, family, ...known, tokens, model: file("model") }, context);
  const parts = { tokens, encoder: file("encoder"), decoder: file("decoder") };
  if (family === "whisper") return openSherpaStt({ name, family, ...known, ...parts }, context);
  if (family !== "transducer") return undefined;
  return openSherpaStt({ name, family, ...known, ...parts, joiner: file("joiner") }, context);
}

/** Undefined for a model that is no voice. */
export function openVoice(
  { model, files }: InstalledSpeechModel,
  context: SpeechContext,
): Hosted<TtsEngine> | undefined {
  const { family, languages = [], name } = model;
  const { model: file = "", tokens = "", espeakData = "" } = files;
  const common = { name, model: file, tokens, espeakData };
  if (family === "piper") {
    return openSherpaTts({ ...common, family, voices: [{ id: name, speaker: 0, languages }] }, context);
  }
  if (family !== "kokoro") return undefined;
  const { lexicon, voices: speakers = "" } = files;
  const chinese = lexicon === undefined ? {} : { lexicon };
  const voices = kokoroVoices({ hasLexicon: lexicon !== undefined });
  return openSherpaTts({ ...common, ...chinese, family, speakers, voices, phonemizers: kokoroPhonemizers }, context);
}

/** Undefined for a model that is no voice detector. */
export function openDetector(
  { model, files }: InstalledSpeechModel,
  context: SpeechContext,
): Hosted<VoiceDetector> | undefined {
  const { family, name } = model;
  return family === "silero" ? openSherpaDetector({ name, model: files["model"] ?? "" }, context) : undefined;
}
