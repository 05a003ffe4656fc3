import { registerAacEncoder } from "@mediabunny/aac-encoder";
import { AdtsOutputFormat } from "mediabunny";
import type { AudioEncoder } from "./audio-encoder.ts";
import { createSampleEncoder } from "./sample-encoder.ts";

/** Enough for speech of one channel at 24 kHz. */
const bitrate = 64_000;

registerAacEncoder();

/** AAC-LC in ADTS, the form that can be played while it comes. */
export function createAacEncoder(sampleRate: number): Promise<AudioEncoder> {
  const encoding = { codec: "aac", bitrate } as const;
  return createSampleEncoder({ sampleRate, encoding, format: new AdtsOutputFormat() });
}
