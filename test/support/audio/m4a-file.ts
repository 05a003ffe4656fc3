import { registerAacEncoder } from "@mediabunny/aac-encoder";
import { AudioSample, AudioSampleSource, BufferTarget, Mp4OutputFormat, Output } from "mediabunny";

/** Samples of one channel as AAC in MP4: with its table at the end, as a telephone writes it, or in fragments, as Safari's recorder does. */
export async function m4aFile(data: Float32Array, sampleRate: number, isFragmented: boolean): Promise<Uint8Array> {
  registerAacEncoder();
  const target = new BufferTarget();
  const format = new Mp4OutputFormat({ fastStart: isFragmented ? "fragmented" : false });
  const file = new Output({ format, target });
  const track = new AudioSampleSource({ codec: "aac", bitrate: 64_000 });
  file.addAudioTrack(track);
  await file.start();
  using sample = new AudioSample({ data, format: "f32", numberOfChannels: 1, sampleRate, timestamp: 0 });
  await track.add(sample);
  await file.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer());
}
