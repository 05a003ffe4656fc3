import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { m4aFile } from "../../test/support/audio/m4a-file.ts";
import { ReparteeError } from "../core/errors.ts";
import { durationMs, type MonoAudio } from "../core/speech/audio.ts";
import { decodeAudio } from "./decode/decode-audio.ts";
import { audioFormats, type AudioFormat } from "./encode/audio-encoder.ts";
import { createAudioEncoder } from "./encode/create-audio-encoder.ts";
import { encodeFile } from "./encode/encode-file.ts";
import { joinBytes } from "./encode/join-bytes.ts";
import { openAacDecoder } from "../speech/faad2/open-aac-decoder.ts";
import { rootMeanSquare } from "./loudness.ts";
import { fromPcm16 } from "./pcm16.ts";

const aac = await openAacDecoder();
const limits = { maxDurationMs: 60_000, aac };
const sampleRate = 24_000;
const tone = Float32Array.from(
  { length: sampleRate * 2 },
  (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / sampleRate),
);

/** Threads that run before a test begins: of the test runner. */
const ports = process.getActiveResourcesInfo().filter((name) => name === "MessagePort");

/** A lossy codec adds up to a frame or two of padding. */
function expectTone(audio: MonoAudio): void {
  expect(durationMs(audio)).toBeGreaterThanOrEqual(1999);
  expect(durationMs(audio)).toBeLessThan(2100);
  expect(rootMeanSquare(audio.samples.subarray(audio.sampleRate / 2, audio.sampleRate))).toBeCloseTo(0.354, 1);
}

async function encode(format: AudioFormat, partLength = 1000): Promise<Uint8Array> {
  await using encoder = await createAudioEncoder(format, sampleRate);
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
      expectTone(format === "pcm" ? { samples: fromPcm16(bytes), sampleRate } : await decodeAudio(bytes, limits));
    });
  }

  for (const [name, isFragmented] of [
    ["a telephone's", false],
    ["a browser's, in fragments", true],
  ] as const) {
    it(`aac: an MP4 file is decoded, ${name}`, async () => {
      expectTone(await decodeAudio(await m4aFile(tone, sampleRate, isFragmented), limits));
    });
  }

  it("vorbis: a file of two channels is decoded", async () => {
    const bytes = readFileSync(new URL("../../test/support/audio/vorbis-tone.ogg", import.meta.url));
    const audio = await decodeAudio(bytes, limits);
    expect([audio.sampleRate, durationMs(audio)]).toEqual([16_000, 1000]);
    expect(rootMeanSquare(audio.samples.subarray(4000, 12_000))).toBeCloseTo(0.5, 1);
  });

  it("aac: without a decoder the error names how to get one, and the other formats", async () => {
    for (const bytes of [await encode("aac"), await m4aFile(tone, sampleRate, false)]) {
      const error = await decodeAudio(bytes, { maxDurationMs: 60_000 }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "unsupported_media_type", hint: expect.stringContaining("engines add aac") });
      expect(error).toMatchObject({ hint: expect.stringContaining("WAV, MP3, FLAC, Opus") });
    }
  });

  it("ends the work of an encoder whose end is not wanted", async () => {
    for (const format of audioFormats) {
      const encoder = await createAudioEncoder(format, sampleRate);
      await encoder.push(tone.subarray(0, 5000));
      await encoder[Symbol.asyncDispose]();
      await encoder[Symbol.asyncDispose]();
    }
    await expect.poll(() => process.getActiveResourcesInfo().filter((name) => name === "MessagePort")).toEqual(ports);
  });

  it("states the length of a whole WAV file in its header", async () => {
    const bytes = await encodeFile("wav", sampleRate, [tone.subarray(0, 1000), tone.subarray(1000)]);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([bytes.length - 8, tone.length * 2]);
    expectTone(await decodeAudio(bytes, limits));
  });

  it("sends the first bytes of a stream before its end", async () => {
    for (const format of audioFormats) {
      await using encoder = await createAudioEncoder(format, sampleRate);
      const first = await encoder.push(tone.subarray(0, sampleRate));
      expect(first.length, format).toBeGreaterThan(500);
    }
  });

  it("refuses a recording that is longer than the limit, whatever holds it", async () => {
    for (const format of ["mp3", "wav", "opus", "aac", "flac"] as const) {
      const bytes = await encode(format);
      expect(await codeOf(decodeAudio(bytes, { maxDurationMs: 1000, aac })), format).toBe("payload_too_large");
    }
  });

  it("refuses what is no audio with a typed error", async () => {
    const text = new TextEncoder().encode("Good morning, this is a text and no sound.");
    expect(await codeOf(decodeAudio(text, limits))).toBe("unsupported_media_type");
    expect(await codeOf(decodeAudio(new Uint8Array(), limits))).toBe("unsupported_media_type");
    const ogg = await encode("opus");
    const brokenOgg = ogg.slice(0, 60);
    expect(await codeOf(decodeAudio(brokenOgg, limits))).toMatch(/invalid_request|unsupported_media_type/);
    const flac = new Uint8Array([...new TextEncoder().encode("fLaC"), ...crypto.getRandomValues(new Uint8Array(4000))]);
    expect(await codeOf(decodeAudio(flac, limits))).toBe("invalid_request");
    const m4a = await m4aFile(tone, sampleRate, false);
    expect(await codeOf(decodeAudio(m4a.slice(0, m4a.length / 2), limits))).toMatch(
      /invalid_request|unsupported_media_type/,
    );
    const webm = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, ...crypto.getRandomValues(new Uint8Array(400))]);
    expect(await codeOf(decodeAudio(webm, limits))).toMatch(/invalid_request|unsupported_media_type/);
  });
});
