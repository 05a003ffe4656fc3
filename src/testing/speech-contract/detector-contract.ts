import { speechSampleRate } from "../../core/speech/audio.ts";
import { voiceWindowSamples, type VoiceDetector, type VoiceDetectorStream } from "../../core/speech/voice-detector.ts";
import { expectThat, type ContractCheck } from "../engine-contract/check.ts";
import { engineChecks } from "./engine-check.ts";
import type { DetectorSubject } from "./subjects.ts";

/** What every voice detector must do, as checks that any test runner can host. */
export function detectorContract(subject: DetectorSubject): readonly ContractCheck[] {
  const { speech } = subject;
  const silence = new Float32Array(speechSampleRate);
  const check = engineChecks(subject.createEngine);

  return [
    check("hears speech and no more than speech", async (engine) => {
      const stream = await engine.open();
      const before = await stream.push(silence);
      const during = await stream.push(speech);
      const after = await stream.push(silence);
      expectThat(share(before) === 0, "it hears speech in silence");
      expectThat(share(during) > 0.5, `it hears ${share(during)} of the speech`);
      expectThat(share(after.slice(-10)) === 0, "it still hears speech 0.7 s after its end");
      await stream.close();
    }),
    check("answers once for each whole window, however the samples are cut", async (engine) => {
      const stream = await engine.open();
      let answers = 0;
      for (const length of [1, 511, 512, 700, 324, 5000])
        answers += (await stream.push(speech.subarray(0, length))).length;
      expectThat(answers === Math.floor(7048 / voiceWindowSamples), `7,048 samples have ${answers} answers`);
      await stream.close();
    }),
    check("hears the next microphone as it heard the first", async (engine) => {
      const [first, ...others] = await inTurn(engine, 3, silence.length, speech);
      for (const heard of others) expectThat(heard === first, `it hears ${heard} instead of ${first}`);
    }),
    check("keeps two microphones apart", async (engine) => {
      const [quiet, loud] = await Promise.all([engine.open(), engine.open()]);
      const heard = await Promise.all([pushInParts(quiet, silence), pushInParts(loud, speech)]);
      expectThat(share(heard[0]) === 0, "one microphone hears the other");
      expectThat(share(heard[1]) > 0.5, "speech is not heard beside a silent microphone");
      await Promise.all([quiet.close(), loud.close()]);
    }),
  ];
}

/** What each of several microphones is answered, each closed in the middle of a word. */
async function inTurn(engine: VoiceDetector, count: number, pause: number, speech: Float32Array): Promise<string[]> {
  const heard: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const stream = await engine.open();
    const answers = await stream.push(new Float32Array([...new Float32Array(pause), ...speech]));
    heard.push(answers.map((isSpeech) => (isSpeech ? "1" : "0")).join(""));
    // A window that is not whole yet.
    await stream.push(speech.subarray(0, 700));
    await stream.close();
  }
  return heard;
}

async function pushInParts(stream: VoiceDetectorStream, samples: Float32Array): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  for (let start = 0; start < samples.length; start += 2000) {
    answers.push(...(await stream.push(samples.subarray(start, start + 2000))));
  }
  return answers;
}

function share(answers: readonly boolean[]): number {
  return answers.filter(Boolean).length / Math.max(1, answers.length);
}
