import { describe, expect, it } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import { durationMs } from "../core/speech/audio.ts";
import { decodeAudio } from "./decode/decode-audio.ts";
import { audioFormats, type AudioFormat } from "./encode/audio-encoder.ts";
import { createAudioEncoder } from "./encode/create-audio-encoder.ts";
import { joinBytes } from "./encode/join-bytes.ts";
import { rootMeanSquare } from "./loudness.ts";
import { fromPcm16 } from "./pcm16.ts";

const limits = { maxDurationMs: 60_000 };
const sampleRate = 24_000;
const tone = Float32Array.from(
  { length: sampleRate * 2 },
  (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / sampleRate),
);

async function encode(format: AudioFormat, partLength = 1000): Promise<Uint8Array> {
  const encoder = await createAudioEncoder(format, sampleRate);
  const parts: Uint8Array[] = [];
  for (let start = 0; start < tone.length; start += partLength) {
    parts.push(await encoder.push(tone.subarray(start, start + partLength)));
  }
  return joinBytes([...parts, await encoder.end()]);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) => (error instanceof ReparteeError ? error.code : String(error)),
  );
}

describe("audio formats", () => {
  for (const format of audioFormats) {
    it(`${format}: what was encoded in parts is decoded with the same length and loudness`, async () => {
      const bytes = await encode(format);
      const audio = format === "pcm" ? { samples: fromPcm16(bytes), sampleRate } : await decodeAudio(bytes, limits);
      // A lossy codec adds up to a frame or two of padding.
      expect(durationMs(audio)).toBeGreaterThanOrEqual(1999);
      expect(durationMs(audio)).toBeLessThan(2100);
      expect(rootMeanSquare(audio.samples.subarray(audio.sampleRate / 2, audio.sampleRate))).toBeCloseTo(0.354, 1);
    });
  }

  it("sends the first bytes of a stream before its end", async () => {
    for (const format of audioFormats) {
      const encoder = await createAudioEncoder(format, sampleRate);
      const first = await encoder.push(tone.subarray(0, sampleRate));
      await encoder.end();
      expect(first.length, format).toBeGreaterThan(500);
    }
  });

  it("refuses a recording that is longer than the limit, whatever holds it", async () => {
    for (const format of ["mp3", "wav", "opus"] as const) {
      const bytes = await encode(format);
      expect(await codeOf(decodeAudio(bytes, { maxDurationMs: 1000 })), format).toBe("payload_too_large");
    }
  });

  it("refuses what is no audio with a typed error", async () => {
    const text = new TextEncoder().encode("Good morning, this is a text and no sound.");
    expect(await codeOf(decodeAudio(text, limits))).toBe("unsupported_media_type");
    expect(await codeOf(decodeAudio(new Uint8Array(), limits))).toBe("unsupported_media_type");
    const ogg = await encode("opus");
    const brokenOgg = ogg.slice(0, 60);
    expect(await codeOf(decodeAudio(brokenOgg, limits))).toMatch(/invalid_request|unsupported_media_type/);
    const webm = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, ...crypto.getRandomValues(new Uint8Array(400))]);
    expect(await codeOf(decodeAudio(webm, limits))).toMatch(/invalid_request|unsupported_media_type/);
  });
});
