/** Speech engines without models, for tests of what is built on them: texts become tones and tones become texts. */
import { throwIfCancelled } from "../../../src/core/abort.ts";
import { ReparteeError } from "../../../src/core/errors.ts";
import { speechSampleRate } from "../../../src/core/speech/audio.ts";
import type { SttEngine, Transcript } from "../../../src/core/speech/stt-engine.ts";
import type { TtsEngine } from "../../../src/core/speech/tts-engine.ts";
import type { VoiceDetector } from "../../../src/core/speech/voice-detector.ts";

/** Milliseconds of sound for each character. */
const fakeMsPerCharacter = 50;
const sampleRate = 24_000;

/** A tone as long as the text. */
export function createFakeTts(): TtsEngine {
  return {
    id: "fake-tts",
    voices: [{ id: "fake", languages: ["en", "de"] }],
    async *synthesize({ text, speed = 1, voice = "fake" }, signal) {
      throwIfCancelled(signal, "speak");
      if (voice !== "fake") throw new ReparteeError("invalid_request", `Cannot speak: expected "fake", got "${voice}"`);
      const characters = text.replaceAll(/[^\p{L}\p{N}]/gu, "").length;
      if (characters === 0) return;
      const samples = fakeSound(text.replaceAll(/[^\p{L}\p{N}]/gu, ""), sampleRate / speed);
      yield { samples, sampleRate };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Sound that `createFakeStt` hears as what its `hear` says, and detectors as speech. */
export function fakeSound(text: string, rate: number = speechSampleRate): Float32Array {
  const length = Math.round((text.length * fakeMsPerCharacter * rate) / 1000);
  return Float32Array.from({ length }, (_, index) => 0.3 * Math.sin((index * 2 * Math.PI * 220) / rate));
}

/** Hears what `hear` makes of the samples. */
export function createFakeStt(hear: (samples: Float32Array) => Transcript | Promise<Transcript>): SttEngine {
  return {
    id: "fake-stt",
    capabilities: { languages: undefined, identifiesLanguage: true, hearsEmotion: false },
    async transcribe({ samples }, signal) {
      throwIfCancelled(signal, "transcribe");
      const transcript = await hear(samples);
      throwIfCancelled(signal, "transcribe");
      return transcript;
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Takes any sound for speech. */
export function createFakeDetector(): VoiceDetector {
  return {
    id: "fake-detector",
    open() {
      let rest: number[] = [];
      return Promise.resolve({
        push(samples: Float32Array) {
          const all = [...rest, ...samples];
          const answers: boolean[] = [];
          while (all.length >= 512) answers.push(all.splice(0, 512).some((sample) => Math.abs(sample) > 0.05));
          rest = all;
          return Promise.resolve(answers);
        },
        close: () => Promise.resolve(),
      });
    },
    async [Symbol.asyncDispose]() {},
  };
}
