import { describe, expect, it } from "vitest";
import type { SttEngine } from "../../src/core/speech/stt-engine.ts";
import type { TtsEngine } from "../../src/core/speech/tts-engine.ts";
import type { VoiceDetector } from "../../src/core/speech/voice-detector.ts";
import { createLoudnessDetector } from "../../src/speech/loudness/loudness-detector.ts";
import { ContractViolation, type ContractCheck } from "../../src/testing/engine-contract/check.ts";
import { detectorContract } from "../../src/testing/speech-contract/detector-contract.ts";
import { createFakeDetector, createFakeStt, createFakeTts, fakeSound } from "../support/speech-contract/fake-speech.ts";
import { sttContract } from "../../src/testing/speech-contract/stt-contract.ts";
import { ttsContract } from "../../src/testing/speech-contract/tts-contract.ts";

const speech = fakeSound("I am speaking for a while now");
const hear = (samples: Float32Array): { text: string; language: string } => ({
  text: samples.some((sample) => sample !== 0) ? "speaking" : "",
  language: "en",
});
const texts = { language: "en", short: "Good morning.", long: "Good morning, I am glad to see you here again." };

const tts = (changes: Partial<TtsEngine> = {}): readonly ContractCheck[] =>
  ttsContract({ ...texts, createEngine: () => ({ ...createFakeTts(), ...changes }) });
const stt = (changes: Partial<SttEngine> = {}): readonly ContractCheck[] =>
  sttContract({ speech, word: /speaking/, createEngine: () => ({ ...createFakeStt(hear), ...changes }) });
const detector = (changes: Partial<VoiceDetector> = {}): readonly ContractCheck[] =>
  detectorContract({ speech, createEngine: () => ({ ...createFakeDetector(), ...changes }) });

for (const [name, checks] of [
  ["tts", tts()],
  ["stt", stt()],
  ["detector", detector()],
  ["detector by loudness", detectorContract({ speech, createEngine: createLoudnessDetector })],
] as const) {
  describe(`the ${name} contract holds for an engine that keeps it`, () => {
    for (const check of checks) (check.skip === undefined ? it : it.skip)(check.name, check.run);
  });
}

const tone = (length: number, value = 0.3): { samples: Float32Array; sampleRate: number } => ({
  samples: new Float32Array(length).fill(value),
  sampleRate: 24_000,
});

/** Engines with one fault each, and the checks that must notice it. */
const broken: readonly (readonly [fault: string, checks: readonly ContractCheck[], caughtBy: string])[] = [
  ["a mute voice", tts({ async *synthesize() {} }), "speaks in sound that can be heard, of sane samples"],
  [
    "a silent voice",
    tts({
      async *synthesize() {
        yield tone(24_000, 0);
      },
    }),
    "speaks in sound that can be heard, of sane samples",
  ],
  [
    "a voice that says always the same",
    tts({
      async *synthesize() {
        yield tone(24_000);
      },
    }),
    "takes longer for a longer text",
  ],
  [
    "a voice without a brake",
    tts({
      async *synthesize({ text }) {
        yield tone(text.length * 1000);
      },
    }),
    "is cancelled before it began",
  ],
  [
    "a voice that takes any name",
    tts({ synthesize: ({ text, language }, signal) => createFakeTts().synthesize({ text, language }, signal) }),
    "refuses a voice that it does not have",
  ],
  ["a voice of no language", tts({ voices: [] }), "has a voice for the language"],
  [
    "a voice whose phonemes come after its end",
    tts({
      async *synthesize({ text }) {
        yield { ...tone(text.length * 1000), phonemes: [{ ipa: "a", startMs: 60_000 }] };
      },
    }),
    "gives the phonemes of a part in their order and within it",
  ],
  ["a deaf recognizer", stt({ transcribe: () => Promise.resolve({ text: "" }) }), "writes down what was said"],
  [
    "a recognizer that keeps its promise of languages to itself",
    stt({ transcribe: () => Promise.resolve({ text: "speaking" }) }),
    "gives what its capabilities promise, and nothing else",
  ],
  [
    "a recognizer that cannot be stopped",
    stt({ transcribe: () => Promise.resolve({ text: "speaking", language: "en" }) }),
    "is cancelled before it began",
  ],
  [
    "a detector that always hears somebody",
    detector({ open: () => Promise.resolve({ push: () => Promise.resolve([true]), close: () => Promise.resolve() }) }),
    "hears speech and no more than speech",
  ],
  [
    "a detector that answers once a call",
    detector({ open: () => Promise.resolve({ push: () => Promise.resolve([false]), close: () => Promise.resolve() }) }),
    "answers once for each whole window, however the samples are cut",
  ],
  [
    "a detector that begins where the last microphone ended",
    (() => {
      const first = createFakeDetector().open();
      const reopen = async (): ReturnType<VoiceDetector["open"]> => ({ ...(await first), close: async () => {} });
      return detector({ open: reopen });
    })(),
    "hears the next microphone as it heard the first",
  ],
  [
    "a detector with one state for all",
    (() => {
      const shared = createFakeDetector().open();
      return detector({ open: () => shared });
    })(),
    "keeps two microphones apart",
  ],
];

describe("the speech contracts", () => {
  for (const [fault, checks, caughtBy] of broken) {
    it(`catch ${fault} by "${caughtBy}"`, async () => {
      const check = checks.find(({ name }) => name === caughtBy);
      expect(check, "the contract has a check of that name").toBeDefined();
      await expect(check?.run()).rejects.toThrow(ContractViolation);
    });
  }
});
