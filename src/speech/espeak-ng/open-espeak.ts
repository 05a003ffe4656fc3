import type { EspeakEvent, EspeakWorker } from "@echogarden/espeak-ng-emscripten";
import { throwIfCancelled } from "../../core/abort.ts";
import { isLanguage } from "../../core/language.ts";
import type { SynthesizedPart, SynthesizeRequest, TimedPhoneme, TtsEngine } from "../../core/speech/tts-engine.ts";
import { missingPackage } from "../missing-package.ts";
import { espeakVoiceNames, espeakVoices, type EspeakOptions } from "./options.ts";

/** Words a minute that espeak-ng can be set to. */
const slowest = 80;
const fastest = 450;

/**
 * espeak-ng as WebAssembly: a formant voice in all ten languages, which starts in 60 ms, speaks 50 times faster than real
 * time and tells when each phoneme sounds. A call blocks its thread: host it in a process of its own.
 * @throws ReparteeError `model_load_failed` when the package is not installed.
 */
export async function openEspeak({ wordsPerMinute }: EspeakOptions): Promise<TtsEngine> {
  const { default: load } = await import("@echogarden/espeak-ng-emscripten").catch((cause: unknown) => {
    throw missingPackage("espeak-ng", "@echogarden/espeak-ng-emscripten", cause);
  });
  const worker = new (await load()).eSpeakNGWorker();
  return {
    id: "espeak-ng",
    voices: espeakVoices,
    // Declared async: the contract's iterable is one, though the call itself blocks.
    async *synthesize(request, signal) {
      throwIfCancelled(signal, "speak");
      worker.set_voice(voiceName(request));
      worker.set_rate(Math.round(Math.max(slowest, Math.min(fastest, wordsPerMinute * (request.speed ?? 1)))));
      const part = speak(worker, request.text);
      if (part.samples.length > 0) yield part;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function voiceName({ voice, language }: SynthesizeRequest): string {
  const found = espeakVoices.find(({ id }) => id === voice);
  const spoken = found?.languages[0] ?? language;
  return espeakVoiceNames[isLanguage(spoken) ? spoken : "en"];
}

function speak(worker: EspeakWorker, text: string): SynthesizedPart {
  const chunks: Int16Array[] = [];
  const phonemes: TimedPhoneme[] = [];
  // A control character would be read as a command or end the text.
  worker.synthesize(text.replaceAll(/\p{Cc}+/gu, " "), (samples, events) => {
    chunks.push(samples);
    phonemes.push(...events.flatMap(timedPhoneme));
    return false;
  });
  const samples = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) for (const value of chunk) samples[offset++] = value / 0x8000;
  return { samples, sampleRate: worker.samplerate, phonemes };
}

/** Marks such as `(en)` announce a change of language and make no sound. */
function timedPhoneme({ type, id, audio_position }: EspeakEvent): readonly TimedPhoneme[] {
  if (type !== "phoneme" || typeof id !== "string" || id.startsWith("(")) return [];
  return [{ ipa: id, startMs: audio_position }];
}
