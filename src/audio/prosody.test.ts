import { describe, expect, it } from "vitest";
import type { MonoAudio } from "../core/speech/audio.ts";
import { measureProsody } from "./prosody.ts";

/** A voice-like tone: four harmonics, the pitch as a function of the second. */
function tone(pitchAt: (second: number) => number, { seconds = 1, level = 0.1 } = {}): MonoAudio {
  const sampleRate = 16_000;
  let phase = 0;
  const samples = Float32Array.from({ length: seconds * sampleRate }, (_, index) => {
    phase += (2 * Math.PI * pitchAt(index / sampleRate)) / sampleRate;
    return level * [1, 2, 3, 4].reduce((sum, harmonic) => sum + Math.sin(phase * harmonic) / harmonic, 0);
  });
  return { samples, sampleRate };
}

function noise(level: number): MonoAudio {
  let seed = 1;
  const next = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2 ** 30 - 1;
  return { samples: Float32Array.from({ length: 16_000 }, () => next() * level), sampleRate: 16_000 };
}

describe("prosody", () => {
  it.each([80, 120, 210, 350])("finds a pitch of %i Hz, and no range where it stays", (pitch) => {
    const { pitchHz, pitchRangeSemitones } = measureProsody(
      tone(() => pitch),
      "",
    );
    expect((pitchHz ?? 0) / pitch).toBeCloseTo(1, 1);
    expect(pitchRangeSemitones).toBeLessThan(0.5);
  });

  it("finds how far a voice rises", () => {
    const { pitchRangeSemitones } = measureProsody(
      tone((second) => 100 * 2 ** second),
      "",
    );
    // An octave from end to end, four fifths of it between the percentiles.
    expect(pitchRangeSemitones).toBeGreaterThan(8.5);
    expect(pitchRangeSemitones).toBeLessThan(11);
  });

  it("is 6 dB less at half the level, and at the same pitch", () => {
    const [loud, quiet] = [0.2, 0.1].map((level) =>
      measureProsody(
        tone(() => 150, { level }),
        "",
      ),
    );
    expect((loud?.loudnessDb ?? 0) - (quiet?.loudnessDb ?? 0)).toBeCloseTo(6, 0);
    expect(loud?.pitchHz).toBe(quiet?.pitchHz);
  });

  it("counts letters for each second that sounds, pauses left out", () => {
    const { samples, sampleRate } = tone(() => 150, { seconds: 2 });
    const paused = new Float32Array(samples.length * 2);
    paused.set(samples);
    for (const sound of [samples, paused]) {
      expect(measureProsody({ samples: sound, sampleRate }, "I lost my keys!").lettersPerSecond).toBeCloseTo(5.5, 1);
    }
  });

  it("knows no pitch in noise, and nothing in silence", () => {
    expect(measureProsody(noise(0.2), "")).toMatchObject({ pitchHz: null, pitchRangeSemitones: null });
    expect(measureProsody({ samples: new Float32Array(16_000), sampleRate: 16_000 }, "words")).toEqual({
      ...{ pitchHz: null, pitchRangeSemitones: null, loudnessDb: null, lettersPerSecond: null },
    });
    expect(measureProsody({ samples: new Float32Array(0), sampleRate: 16_000 }, "")).toMatchObject({ pitchHz: null });
  });
});
