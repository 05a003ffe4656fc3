import { FLACDecoder } from "@wasm-audio-decoders/flac";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { decodeStream } from "./decode-stream.ts";

export function decodeFlac(bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  return decodeStream(new FLACDecoder(), bytes, limitMs);
}
