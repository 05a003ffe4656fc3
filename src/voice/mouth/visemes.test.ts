import { describe, expect, it } from "vitest";
import { visemeNames } from "../../core/speech/viseme.ts";
import { ipaVisemes } from "./ipa-visemes.ts";
import { visemesOfLoudness, visemesOfPhonemes } from "./time-visemes.ts";

describe("ipaVisemes", () => {
  it.each([
    ["m", ["PP"]],
    ["f", ["FF"]],
    ["ð", ["TH"]],
    ["ˈaɪ", ["aa", "ih"]],
    ["oʊ", ["oh", "ou"]],
    ["tʃ", ["CH"]],
    ["ɑːɹ", ["aa", "RR"]],
    ["ɛ̃", ["E"]],
    ["", ["sil"]],
    ["ˈ", []],
  ])("%s", (ipa, expected) => {
    expect(ipaVisemes(ipa)).toEqual(expected);
  });

  it("can make every shape but none that there is not", () => {
    const all = [..."pfθtkʃsnraeiou"].flatMap(ipaVisemes);
    expect(new Set([...all, "sil"])).toEqual(new Set(visemeNames));
  });
});

describe("visemes of phonemes", () => {
  const phonemes = [
    { ipa: "h", startMs: 0 },
    { ipa: "aɪ", startMs: 100 },
    { ipa: "", startMs: 300 },
  ];

  it("are stretched to the audio, begin closed at 0 and end closed", () => {
    expect(visemesOfPhonemes(phonemes, { spokenMs: 400, durationMs: 800 })).toEqual([
      { viseme: "kk", startMs: 0 },
      { viseme: "aa", startMs: 200 },
      { viseme: "ih", startMs: 400 },
      { viseme: "sil", startMs: 600 },
    ]);
  });

  it("are closed all the time where nothing is said", () => {
    expect(visemesOfPhonemes([], { spokenMs: 0, durationMs: 500 })).toEqual([{ viseme: "sil", startMs: 0 }]);
  });
});

describe("visemes of loudness", () => {
  it("open with the sound and close after it", () => {
    expect(visemesOfLoudness([0, 0.02, 0.2, 0.2, 0.05, 0])).toEqual([
      { viseme: "sil", startMs: 0 },
      { viseme: "ih", startMs: 20 },
      { viseme: "aa", startMs: 40 },
      { viseme: "E", startMs: 80 },
      { viseme: "sil", startMs: 100 },
    ]);
  });
});
