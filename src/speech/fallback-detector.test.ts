import { describe, expect, it } from "vitest";
import { createFakeDetector, fakeSound } from "../../test/support/speech-contract/fake-speech.ts";
import { ReparteeError } from "../core/errors.ts";
import { silentLog, type Log } from "../core/log.ts";
import type { VoiceDetector } from "../core/speech/voice-detector.ts";
import { detectorContract } from "../testing/speech-contract/detector-contract.ts";
import { createFallbackDetector } from "./fallback-detector.ts";
import { createLoudnessDetector } from "./loudness/loudness-detector.ts";

const speech = fakeSound("I am speaking for a while now");
const died = new ReparteeError("runner_crashed", "It died");

/** Fails in the calls that `fails` names, counted from 0. */
function dyingDetector(fails: (call: number) => boolean): VoiceDetector {
  const detector = createFakeDetector();
  let calls = -1;
  return {
    ...detector,
    async open() {
      const stream = await detector.open();
      return {
        ...stream,
        push(samples) {
          calls += 1;
          return fails(calls) ? Promise.reject(died) : stream.push(samples);
        },
      };
    },
  };
}

describe("a detector with another one behind it", () => {
  for (const [name, first] of [
    ["that lives", createFakeDetector],
    ["that always fails", () => dyingDetector(() => true)],
    ["that cannot be opened", () => ({ ...createFakeDetector(), open: () => Promise.reject(died) })],
  ] as const) {
    const createEngine = (): VoiceDetector => createFallbackDetector(first(), createLoudnessDetector(), silentLog);
    for (const { name: rule, run } of detectorContract({ createEngine, speech })) it(`${name}: ${rule}`, run);
  }

  it("asks the first again after one failure, and logs an outage once", async () => {
    const warned: string[] = [];
    const log: Log = { ...silentLog, warn: (_, message) => void warned.push(message) };
    const deaf: VoiceDetector = {
      ...createLoudnessDetector(),
      open: () => Promise.resolve({ push: () => Promise.resolve([false]), close: () => Promise.resolve() }),
    };
    const stream = await createFallbackDetector(
      dyingDetector((call) => call !== 1),
      deaf,
      log,
    ).open();
    // The first answers when it is asked again.
    expect(await stream.push(speech.subarray(0, 512))).toEqual([true]);
    expect(warned).toEqual([]);
    for (let push = 0; push < 3; push += 1) expect(await stream.push(speech.subarray(0, 512))).toEqual([false]);
    expect(warned).toEqual(["voice detector failed"]);
  });
});
