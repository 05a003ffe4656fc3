import { registerFlacEncoder } from "@mediabunny/flac-encoder";
import { FlacOutputFormat } from "mediabunny";
import type { AudioEncoder } from "./audio-encoder.ts";
import { createSampleEncoder } from "./sample-encoder.ts";

registerFlacEncoder();

/** FLAC of 16 bits. Its header says nothing of the length, which is not known yet when it is sent. */
export function createFlacEncoder(sampleRate: number): Promise<AudioEncoder> {
  const format = new FlacOutputFormat({ appendOnly: true });
  return createSampleEncoder({ sampleRate, encoding: { codec: "flac" }, format });
}
