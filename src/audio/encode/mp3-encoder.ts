import { createMp3Encoder as createLameEncoder } from "wasm-media-encoders";
import type { AudioEncoder } from "./audio-encoder.ts";

/** Enough for speech of one channel at 24 kHz. */
const bitrate = 64;

/** LAME. The rate must be one of MPEG's: 8, 11.025, 12, 16, 22.05, 24, 32, 44.1 or 48 kHz. */
export async function createMp3Encoder(sampleRate: number): Promise<AudioEncoder> {
  const lame = await createLameEncoder();
  lame.configure({ channels: 1, sampleRate, bitrate });
  return {
    // The encoder's buffer is used again by its next call.
    push: (samples) => Promise.resolve(lame.encode([samples]).slice()),
    end: () => Promise.resolve(lame.finalize().slice()),
    async [Symbol.asyncDispose]() {},
  };
}
