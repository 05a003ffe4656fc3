import { describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { SttEngine, Transcript } from "../../core/speech/stt-engine.ts";
import { voiceWindowSamples } from "../../core/speech/voice-detector.ts";
import { createFakeDetector, createFakeStt, fakeSound } from "../../../test/support/speech-contract/fake-speech.ts";
import { findSpeech } from "./find-speech.ts";
import { withoutRepeats } from "./repeated-phrase.ts";
import { understand } from "./understand.ts";
import { createUtteranceDetector, type UtteranceEvent } from "./utterance-detector.ts";

const never = new AbortController().signal;

describe("utterance detector", () => {
  /** One character a window: `#` speech, `.` silence. */
  function events(windows: string): readonly string[] {
    const detector = createUtteranceDetector();
    return [...windows].flatMap((window, index) =>
      detector
        .push(new Float32Array(voiceWindowSamples).fill(index), window === "#")
        .map((event) => named(event, index)),
    );
  }
  function named(event: UtteranceEvent, index: number): string {
    return event.type === "speech" ? "" : `${event.type}@${index}`;
  }
  const found = (windows: string): readonly string[] => events(windows).filter((name) => name !== "");

  it("begins after three windows and ends after 350 ms of silence, with a pause before", () => {
    expect(found(`..........${"#".repeat(20)}${".".repeat(20)}`)).toEqual(["start@12", "pause@34", "end@40"]);
  });

  it("takes a click for nothing", () => {
    expect(found("....##.....##....")).toEqual([]);
  });

  it("goes on over a short pause", () => {
    expect(found(`${"#".repeat(10)}......${"#".repeat(10)}${".".repeat(11)}`)).toEqual([
      "start@2",
      "pause@14",
      "pause@30",
      "end@36",
    ]);
  });

  it("keeps the sound before the first window of speech, and no more than that", () => {
    const detector = createUtteranceDetector();
    const ended = [...(".".repeat(100) + "#".repeat(10) + ".".repeat(11))].flatMap((window) =>
      detector.push(new Float32Array(voiceWindowSamples), window === "#"),
    );
    const end = ended.find(({ type }) => type === "end");
    expect(end?.type === "end" ? end.samples.length / voiceWindowSamples : 0).toBe(13 + 10 + 11 - 3);
  });

  it("ends what goes on for too long", () => {
    expect(found("#".repeat(1000))).toContain("end@874");
  });
});

describe("withoutRepeats", () => {
  it.each([
    ["I am so so so happy", "I am so so so happy"],
    ["thank you. thank you. thank you. thank you. thank you.", "thank you."],
    ["I lost my keys and and and and and and", "I lost my keys and"],
    ["no, no, no!", "no, no, no!"],
    ["哈哈哈哈哈哈哈哈", "哈"],
    ["", ""],
  ])("%s", (text, expected) => {
    expect(withoutRepeats(text)).toBe(expected);
  });
});

describe("understand", () => {
  const second = new Float32Array(16_000);
  const options = { languages: ["en", "de"] as const, likely: "en" as const, log: silentLog };

  /** Hears by the language that it is told, and records what it is told. */
  function stt(byLanguage: Readonly<Record<string, Transcript>>): { engine: SttEngine; asked: string[] } {
    const asked: string[] = [];
    const engine: SttEngine = {
      ...createFakeStt(() => ({ text: "" })),
      transcribe({ language = "" }) {
        asked.push(language);
        return Promise.resolve(byLanguage[language] ?? { text: "" });
      },
    };
    return { engine, asked };
  }

  it("believes a language that is spoken here", async () => {
    const { engine, asked } = stt({ "": { text: "Guten Tag", language: "de" } });
    expect(await understand(second, { ...options, stt: [engine] }, never)).toEqual({
      text: "Guten Tag",
      language: "de",
      prosody: expect.anything(),
    });
    expect(asked).toEqual([""]);
  });

  it("hears again in the likely language what seemed to be in one that nobody speaks", async () => {
    const { engine } = stt({ "": { text: "helô", language: "cy" }, en: { text: "Hello", language: "en" } });
    expect(await understand(second, { ...options, stt: [engine] }, never)).toEqual({
      text: "Hello",
      language: "en",
      prosody: expect.anything(),
    });
  });

  it.each(["", " . ", "[BLANK_AUDIO]", "(music)", "♪♪", "far too many words for one second of sound".repeat(5)])(
    "takes %o for no words",
    async (text) => {
      const { engine } = stt({ "": { text, language: "en" } });
      expect((await understand(second, { ...options, stt: [engine] }, never)).text).toBe("");
    },
  );

  it("asks the next recognizer when one fails, and throws the last failure", async () => {
    const broken: SttEngine = {
      ...createFakeStt(() => ({ text: "" })),
      transcribe: () => Promise.reject(new ReparteeError("runner_crashed", "It died")),
    };
    const { engine } = stt({ "": { text: "Hello", language: "en" } });
    expect((await understand(second, { ...options, stt: [broken, engine] }, never)).text).toBe("Hello");
    await expect(understand(second, { ...options, stt: [broken] }, never)).rejects.toMatchObject({
      code: "runner_crashed",
    });
    await expect(understand(second, { ...options, stt: [] }, never)).rejects.toMatchObject({
      code: "model_load_failed",
    });
  });
});

describe("findSpeech", () => {
  const silence = (seconds: number): Float32Array => new Float32Array(16_000 * seconds);
  const joined = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));

  it("finds stretches of speech, apart where the pause is long", async () => {
    const speech = fakeSound("twenty characters ..");
    const samples = joined(silence(1), speech, silence(0.4), speech, silence(2), speech);
    const segments = await findSpeech({ samples, sampleRate: 16_000 }, createFakeDetector());
    expect(segments.map(({ startMs, endMs }) => [Math.round(startMs / 100), Math.round(endMs / 100)])).toEqual([
      [10, 34],
      [54, 64],
    ]);
  });

  it("finds nothing in silence", async () => {
    expect(await findSpeech({ samples: silence(3), sampleRate: 16_000 }, createFakeDetector())).toEqual([]);
  });

  it("cuts speech without a pause into what a recognizer takes", async () => {
    const samples = new Float32Array(16_000 * 70).fill(0.3);
    const segments = await findSpeech({ samples, sampleRate: 16_000 }, createFakeDetector());
    expect(segments.length).toBe(3);
    expect(segments.every(({ samples: part }) => part.length <= 16_000 * 29)).toBe(true);
  });
});
