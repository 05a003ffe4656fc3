/** The published contracts of speech engines, on Whisper, Piper, Kokoro and silero as a pull brings them. */
import { beforeAll, describe, expect, it } from "vitest";
import { openSpeechModels } from "../src/assembly/speech-models.ts";
import { resample } from "../src/audio/resample.ts";
import { joinSamples } from "../src/audio/join-samples.ts";
import { configFromOptions } from "../src/config/index.ts";
import { systemClock } from "../src/core/clock.ts";
import { silentLog } from "../src/core/log.ts";
import { speechSampleRate } from "../src/core/speech/audio.ts";
import { openDetector, openRecognizer, openVoice } from "../src/speech/models/open-installed.ts";
import type { InstalledSpeechModel } from "../src/speech/models/speech-model-store.ts";
import type { ContractCheck } from "../src/testing/engine-contract/check.ts";
import { detectorContract } from "../src/testing/speech-contract/detector-contract.ts";
import { sttContract } from "../src/testing/speech-contract/stt-contract.ts";
import { ttsContract } from "../src/testing/speech-contract/tts-contract.ts";
import { pullModel, sharedCache } from "./real-models.ts";

/** Patient: what is checked is the engine, not the machine. */
const context = { log: silentLog, clock: systemClock, timeoutMs: 120_000, loadTimeoutMs: 120_000 };
const never = new AbortController().signal;
const voice = "piper:en_US-joe-medium";

let problem: string | undefined;
let speech: Float32Array = new Float32Array();

function installed(name: string): InstalledSpeechModel {
  const model = openSpeechModels(configFromOptions({ cacheDir: sharedCache }), { log: silentLog }).find(name);
  if (model === undefined) throw new Error(`expected ${name} to be pulled`);
  return model;
}

function present<Engine>(engine: Engine | undefined): Engine {
  if (engine === undefined) throw new Error("expected a model of another kind");
  return engine;
}

beforeAll(async () => {
  for (const name of ["whisper-base", "whisper-tiny.en", voice, "kokoro:ef_dora", "silero-vad"]) {
    problem ??= (await pullModel(name)).problem;
  }
  if (problem !== undefined) return;
  await using joe = present(openVoice(installed(voice), context));
  const parts: Float32Array[] = [];
  const text = "I lost my keys this morning and I feel so stupid.";
  for await (const part of joe.synthesize({ text, language: "en" }, never)) {
    parts.push(resample(part, speechSampleRate).samples);
  }
  speech = joinSamples(parts);
});

/** Contracts are made when their weights and the speech are there. */
function hold(name: string, contract: () => readonly ContractCheck[], names: readonly string[]): void {
  describe.each([name])("%s", () => {
    it.for(names)("%s", async (check, { skip }) => {
      skip(problem !== undefined, problem);
      const found = present(contract().find((one) => one.name === check));
      skip(found.skip !== undefined, found.skip);
      await found.run();
    });
  });
}

const unused = (): never => {
  throw new Error("expected the names of the checks to be enough");
};

function holdAll<Engine>(
  name: string,
  open: () => Engine | undefined,
  contract: (createEngine: () => Engine) => readonly ContractCheck[],
): void {
  const names = contract(unused).map((check) => check.name);
  hold(name, () => contract(() => present(open())), names);
}

for (const name of ["whisper-base", "whisper-tiny.en"]) {
  holdAll(
    `${name} keeps the contract of recognizers`,
    () => openRecognizer(installed(name), context),
    (createEngine) => sttContract({ createEngine, speech, word: /\bkeys\b/i }),
  );
}

for (const [name, language, short, long] of [
  [voice, "en", "Good morning.", "Good morning, I am so glad to see you here again today."],
  ["kokoro:ef_dora", "en", "Good morning.", "Good morning, I am so glad to see you here again today."],
  ["kokoro:ef_dora", "es", "Buenos días.", "Buenos días, me alegro mucho de verte otra vez por aquí."],
] as const) {
  holdAll(
    `${name} keeps the contract of voices in ${language}`,
    () => openVoice(installed(name), context),
    (createEngine) => ttsContract({ createEngine, language, short, long }),
  );
}

holdAll(
  "silero-vad keeps the contract of detectors",
  () => openDetector(installed("silero-vad"), context),
  (createEngine) => detectorContract({ createEngine, speech }),
);

it("the speech of these tests is a sentence", ({ skip }) => {
  skip(problem !== undefined, problem);
  expect(speech.length / speechSampleRate).toBeGreaterThan(1.5);
});
