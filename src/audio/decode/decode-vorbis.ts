import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { decodeStream } from "./decode-stream.ts";

/** Vorbis in Ogg. */
export function decodeVorbis(bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  return decodeStream(new OggVorbisDecoder(), bytes, limitMs);
}
