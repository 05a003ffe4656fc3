import { onTestFinished } from "vitest";
import { resample } from "../../src/audio/resample.ts";
import { joinSamples } from "../../src/audio/join-samples.ts";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { speechSampleRate } from "../../src/core/speech/audio.ts";
import type { TtsEngine } from "../../src/core/speech/tts-engine.ts";
import { openEspeakTts, type Hosted, type SpeechContext } from "../../src/speech/open-engines.ts";

export const speechContext: SpeechContext = { log: silentLog, clock: systemClock };

export const never: AbortSignal = new AbortController().signal;

/** For one test. */
export function espeak(context: SpeechContext = speechContext): Hosted<TtsEngine> {
  const engine = openEspeakTts(context);
  onTestFinished(() => engine[Symbol.asyncDispose]());
  return engine;
}

/** A sentence as a microphone hands it on: one channel, 16 kHz. */
export async function spoken(text: string, language = "en", engine?: TtsEngine): Promise<Float32Array> {
  await using own = engine === undefined ? openEspeakTts(speechContext) : undefined;
  const parts: Float32Array[] = [];
  for await (const part of (engine ?? own)?.synthesize({ text, language }, never) ?? []) {
    parts.push(resample(part, speechSampleRate).samples);
  }
  return joinSamples(parts);
}
