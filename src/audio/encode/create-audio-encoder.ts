import { joinBytes } from "./join-bytes.ts";
import type { AudioEncoder, AudioFormat } from "./audio-encoder.ts";
import { toPcm16 } from "../pcm16.ts";
import { unknownLength, wavHeader } from "../wav/write-wav.ts";

export function createAudioEncoder(format: AudioFormat, sampleRate: number): Promise<AudioEncoder> {
  return encoders[format](sampleRate);
}

const encoders: Readonly<Record<AudioFormat, (sampleRate: number) => Promise<AudioEncoder>>> = {
  // Their libraries are loaded at the first use: most servers and commands never make a sound.
  mp3: async (sampleRate) => await (await import("./mp3-encoder.ts")).createMp3Encoder(sampleRate),
  opus: async (sampleRate) => await (await import("./opus-encoder.ts")).createOpusEncoder(sampleRate),
  aac: async (sampleRate) => await (await import("./aac-encoder.ts")).createAacEncoder(sampleRate),
  flac: async (sampleRate) => await (await import("./flac-encoder.ts")).createFlacEncoder(sampleRate),
  wav: (sampleRate) => Promise.resolve(createWavEncoder(sampleRate)),
  pcm: () => Promise.resolve(createPcmEncoder()),
};

/** 16 bits, little-endian, no header. */
function createPcmEncoder(): AudioEncoder {
  return {
    push: (samples) => Promise.resolve(toPcm16(samples)),
    end: () => Promise.resolve(new Uint8Array()),
    async [Symbol.asyncDispose]() {},
  };
}

function createWavEncoder(sampleRate: number): AudioEncoder {
  let header = wavHeader(sampleRate, unknownLength);
  function withHeader(bytes: Uint8Array): Promise<Uint8Array> {
    const joined = joinBytes([header, bytes]);
    header = new Uint8Array();
    return Promise.resolve(joined);
  }
  return {
    push: (samples) => withHeader(toPcm16(samples)),
    end: () => withHeader(new Uint8Array()),
    async [Symbol.asyncDispose]() {},
  };
}
