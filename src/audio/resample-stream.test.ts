import { expect, it } from "vitest";
import { resample } from "./resample.ts";
import { createResampleStream } from "./resample-stream.ts";

it.each([
  [24_000, 16_000],
  [48_000, 16_000],
  [16_000, 24_000],
])("from %i to %i in pieces is what it is at once", (from, to) => {
  const samples = Float32Array.from({ length: from }, (_, index) => 0.5 * Math.sin((index * 2 * Math.PI * 440) / from));
  const whole = resample({ samples, sampleRate: from }, to).samples;
  const stream = createResampleStream(from, to);
  const pieces: number[] = [];
  for (let start = 0; start < samples.length; start += 331) {
    pieces.push(...stream.push(samples.subarray(start, start + 331)));
  }
  expect(pieces.length).toBeGreaterThan(whole.length * 0.98);
  const worst = pieces.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (whole[index] ?? 9))), 0);
  expect(worst).toBeLessThan(1e-6);
});

it("of one rate passes sound on as it is", () => {
  const samples = Float32Array.of(0.1, 0.2);
  expect(createResampleStream(16_000, 16_000).push(samples)).toBe(samples);
});
