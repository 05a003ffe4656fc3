import { describe, expect, it } from "vitest";
import { loudness, rootMeanSquare } from "./loudness.ts";
import { resample } from "./resample.ts";

function tone(frequencyHz: number, sampleRate: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: sampleRate * seconds }, (_, index) =>
    Math.sin((2 * Math.PI * frequencyHz * index) / sampleRate),
  );
}

/** The ends of a sound have silence on one side; what counts is its middle. */
const middle = (samples: Float32Array): Float32Array => samples.subarray(samples.length / 4, (samples.length * 3) / 4);

describe("resample", () => {
  for (const [from, to] of [
    [48_000, 16_000],
    [44_100, 16_000],
    [22_050, 24_000],
    [8_000, 16_000],
  ] as const) {
    it(`keeps a 1 kHz tone from ${from} to ${to} Hz`, () => {
      const { samples, sampleRate } = resample({ samples: tone(1000, from), sampleRate: from }, to);
      expect(sampleRate).toBe(to);
      expect(samples).toHaveLength(to / 2);
      const expected = tone(1000, to);
      const difference = samples.map((sample, index) => sample - (expected[index] ?? 0));
      expect(rootMeanSquare(middle(difference))).toBeLessThan(0.005);
    });
  }

  it("removes what the lower rate cannot hold, instead of folding it back", () => {
    const { samples } = resample({ samples: tone(11_000, 48_000), sampleRate: 48_000 }, 16_000);
    expect(rootMeanSquare(middle(samples))).toBeLessThan(0.0005);
  });

  it("leaves sound of the same rate as it is", () => {
    const samples = tone(440, 16_000);
    expect(resample({ samples, sampleRate: 16_000 }, 16_000).samples).toBe(samples);
  });
});

describe("loudness", () => {
  it("gives one value for each 20 ms", () => {
    const samples = new Float32Array(16_000 / 10);
    samples.fill(0.5, 640);
    const values = loudness({ samples, sampleRate: 16_000 });
    expect(values).toEqual([0, 0, 0.5, 0.5, 0.5].map((value) => expect.closeTo(value, 5)));
  });
});
