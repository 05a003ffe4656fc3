import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { readWav } from "./read-wav.ts";
import { unknownLength, wavHeader, writeWav } from "./write-wav.ts";

const tone = Float32Array.from({ length: 400 }, (_, index) => 0.5 * Math.sin(index / 10));

interface Form {
  readonly name: string;
  readonly tag: number;
  readonly bits: number;
  readonly write: (view: DataView, offset: number, sample: number) => void;
}

const forms: readonly Form[] = [
  { name: "8 bits", tag: 1, bits: 8, write: (view, at, x) => view.setUint8(at, Math.round(x * 127) + 128) },
  { name: "16 bits", tag: 1, bits: 16, write: (view, at, x) => view.setInt16(at, Math.round(x * 32767), true) },
  {
    name: "24 bits",
    tag: 1,
    bits: 24,
    write(view, at, x) {
      const value = Math.round(x * 8388607);
      view.setUint16(at, value & 0xffff, true);
      view.setInt8(at + 2, value >> 16);
    },
  },
  { name: "32 bits", tag: 1, bits: 32, write: (view, at, x) => view.setInt32(at, Math.round(x * 2147483647), true) },
  { name: "32-bit floats", tag: 3, bits: 32, write: (view, at, x) => view.setFloat32(at, x, true) },
  { name: "64-bit floats", tag: 3, bits: 64, write: (view, at, x) => view.setFloat64(at, x, true) },
];

function wavOf({ tag, bits, write }: Form, { channels = 1, extensible = false } = {}): Uint8Array {
  const frameBytes = (bits / 8) * channels;
  const formatBytes = extensible ? 40 : 16;
  const file = new Uint8Array(28 + formatBytes + tone.length * frameBytes);
  const view = new DataView(file.buffer);
  const text = (at: number, word: string): void => file.set(new TextEncoder().encode(word), at);
  text(0, "RIFF");
  text(8, "WAVE");
  text(12, "fmt ");
  view.setUint32(16, formatBytes, true);
  view.setUint16(20, extensible ? 0xfffe : tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, 22_050, true);
  view.setUint16(34, bits, true);
  if (extensible) view.setUint16(44, tag, true);
  text(20 + formatBytes, "data");
  view.setUint32(24 + formatBytes, tone.length * frameBytes, true);
  for (const [index, sample] of tone.entries()) {
    for (let channel = 0; channel < channels; channel += 1) {
      write(view, 28 + formatBytes + index * frameBytes + (channel * bits) / 8, sample);
    }
  }
  return file;
}

function largestDifference(left: Float32Array, right: Float32Array): number {
  return left.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (right[index] ?? 9))), 0);
}

describe("readWav", () => {
  for (const form of forms) {
    it(`reads ${form.name}`, () => {
      const { samples, sampleRate } = readWav(wavOf(form));
      expect(sampleRate).toBe(22_050);
      expect(samples).toHaveLength(tone.length);
      expect(largestDifference(samples, tone)).toBeLessThan(form.bits === 8 ? 0.01 : 0.0001);
    });
  }

  it("averages channels and reads an extensible header", () => {
    const form = forms[1];
    if (form === undefined) throw new Error("no form");
    expect(largestDifference(readWav(wavOf(form, { channels: 2, extensible: true })).samples, tone)).toBeLessThan(
      0.0001,
    );
  });

  it("reads G.711 by the table of the standard", () => {
    const muLaw = readWav(wavOf({ name: "", tag: 7, bits: 8, write: (view, at) => view.setUint8(at, 0x00) }));
    expect((muLaw.samples[0] ?? 0) * 0x8000).toBe(-32_124);
    const aLaw = readWav(wavOf({ name: "", tag: 6, bits: 8, write: (view, at) => view.setUint8(at, 0xd5) }));
    expect((aLaw.samples[0] ?? 0) * 0x8000).toBe(8);
  });

  it("reads what its writer wrote", () => {
    expect(largestDifference(readWav(writeWav({ samples: tone, sampleRate: 24_000 })).samples, tone)).toBeLessThan(
      0.0001,
    );
  });

  it("reads a stream of unknown length to its end, and a cut file as far as it goes", () => {
    const whole = writeWav({ samples: tone, sampleRate: 24_000 });
    const streamed = new Uint8Array([...wavHeader(24_000, unknownLength), ...whole.subarray(44)]);
    expect(readWav(streamed).samples).toHaveLength(tone.length);
    expect(readWav(whole.subarray(0, 44 + 201)).samples).toHaveLength(100);
  });

  it("refuses compressed samples and broken headers with a typed error", () => {
    const adpcm = wavOf({ name: "", tag: 2, bits: 4, write: () => {} });
    const file = writeWav({ samples: tone, sampleRate: 24_000 });
    const headless = file.slice();
    headless.set(new TextEncoder().encode("LIST"), 12);
    const silentRate = file.slice();
    silentRate.fill(0, 24, 28);
    const codes = [adpcm, headless, silentRate, file.subarray(0, 30)].map((bytes) => {
      try {
        return readWav(bytes).samples.length;
      } catch (error) {
        return error instanceof ReparteeError ? error.code : error;
      }
    });
    expect(codes).toEqual(["unsupported_media_type", "invalid_request", "invalid_request", "invalid_request"]);
  });
});
