import { AudioSample, AudioSampleSource, Output, type AudioEncodingConfig, type OutputFormat } from "mediabunny";
import { toPcm16 } from "../pcm16.ts";
import type { AudioEncoder } from "./audio-encoder.ts";
import { createFileBytes } from "./file-bytes.ts";

export interface SampleEncoderOptions {
  readonly sampleRate: number;
  readonly encoding: AudioEncodingConfig;
  /** One that is only appended to. */
  readonly format: OutputFormat;
}

/** The thread is given the next ones when it has written the last: what it owes is never more. */
const samplesAtOnce = 1024;

/** An encoder that mediabunny drives; it works in a thread of its own until it is disposed. */
export async function createSampleEncoder(options: SampleEncoderOptions): Promise<AudioEncoder> {
  const { sampleRate, encoding, format } = options;
  const bytes = createFileBytes();
  const file = new Output({ format, target: bytes.target });
  const track = new AudioSampleSource(encoding);
  file.addAudioTrack(track);
  await file.start();
  let written = 0;

  async function write(samples: Float32Array): Promise<void> {
    const timestamp = written / sampleRate;
    const data = toPcm16(samples);
    const sample = new AudioSample({ data, format: "s16", numberOfChannels: 1, sampleRate, timestamp });
    written += samples.length;
    await track.add(sample);
    sample.close();
  }

  return {
    async push(samples) {
      for (let start = 0; start < samples.length; start += samplesAtOnce) {
        await write(samples.subarray(start, start + samplesAtOnce));
      }
      return bytes.take();
    },
    async end() {
      await file.finalize();
      return bytes.take();
    },
    async [Symbol.asyncDispose]() {
      if (file.state === "started") await file.cancel();
    },
  };
}
