import type { MonoAudio } from "../../core/speech/audio.ts";
import { toPcm16 } from "../pcm16.ts";

/** For a stream whose length is not known yet: readers take it as "to the end of the file". */
export const unknownLength = 0xffffffff;

/** The 44 bytes before 16-bit samples of one channel. */
export function wavHeader(sampleRate: number, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(44);
  const view = new DataView(bytes.buffer);
  const write = (offset: number, text: string): void => bytes.set(new TextEncoder().encode(text), offset);
  write(0, "RIFF");
  view.setUint32(4, dataBytes === unknownLength ? unknownLength : 36 + dataBytes, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, dataBytes, true);
  return bytes;
}

/** A whole WAV file, 16 bits, one channel. */
export function writeWav({ samples, sampleRate }: MonoAudio): Uint8Array {
  const data = toPcm16(samples);
  const file = new Uint8Array(44 + data.length);
  file.set(wavHeader(sampleRate, data.length));
  file.set(data, 44);
  return file;
}
