import type { MonoAudio } from "../../core/speech/audio.ts";
import { ReparteeError } from "../../core/errors.ts";
import { sampleFormat, type SampleFormat } from "./sample-formats.ts";

export function isWav(bytes: Uint8Array): boolean {
  return ["RIFF", "RF64"].includes(fourCharacters(bytes, 0)) && fourCharacters(bytes, 8) === "WAVE";
}

/**
 * A WAV file of any channel count and rate: integers of 8 to 32 bits, floats, A-law, µ-law, extensible headers, RF64,
 * and files that were written to a pipe, whose sizes are 0 or 0xFFFFFFFF. Channels are averaged. A file that was cut off
 * gives what it has.
 * @throws ReparteeError `invalid_request` when the header is broken, `unsupported_media_type` for compressed samples.
 */
export function readWav(bytes: Uint8Array): MonoAudio {
  let header: WavHeader | undefined;
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
    const size = view.getUint32(4, true);
    const body = bytes.subarray(offset + 8);
    const name = fourCharacters(bytes, offset);
    if (name === "fmt ") header = readHeader(body.subarray(0, size));
    if (name === "data") {
      if (header === undefined) throw broken("its samples come before their format");
      const isPipe = size === 0 || size === 0xffffffff;
      return readSamples(isPipe ? body : body.subarray(0, size), header);
    }
    offset += 8 + size + (size % 2);
  }
  throw broken("it has no samples");
}

interface WavHeader {
  readonly channels: number;
  readonly sampleRate: number;
  readonly format: SampleFormat;
}

const extensible = 0xfffe;

function readHeader(chunk: Uint8Array): WavHeader {
  if (chunk.length < 16) throw broken("its format chunk is too short");
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const bitsPerSample = view.getUint16(14, true);
  const shortTag = view.getUint16(0, true);
  // An extensible header has the tag in the first two bytes of its sub-format's GUID.
  const tag = shortTag === extensible && chunk.length >= 26 ? view.getUint16(24, true) : shortTag;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const format = sampleFormat(tag, bitsPerSample);
  if (format === undefined) {
    throw new ReparteeError(
      "unsupported_media_type",
      `Cannot read the WAV file: expected PCM, float, A-law or mu-law samples, got format ${tag} with ${bitsPerSample} bits`,
    );
  }
  if (channels < 1 || channels > 64) throw broken(`expected 1 to 64 channels, got ${channels}`);
  if (sampleRate < 1000 || sampleRate > 768_000) throw broken(`expected 1,000 to 768,000 Hz, got ${sampleRate}`);
  return { channels, sampleRate, format };
}

function readSamples(data: Uint8Array, { channels, sampleRate, format }: WavHeader): MonoAudio {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const frameBytes = format.bytes * channels;
  const samples = new Float32Array(Math.floor(data.length / frameBytes));
  for (let frame = 0; frame < samples.length; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += format.read(view, frame * frameBytes + channel * format.bytes);
    }
    samples[frame] = sum / channels;
  }
  return { samples, sampleRate };
}

function fourCharacters(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function broken(reason: string): ReparteeError {
  return new ReparteeError("invalid_request", `Cannot read the WAV file: ${reason}`);
}
