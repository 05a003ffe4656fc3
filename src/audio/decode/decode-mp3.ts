import { MPEGDecoder } from "mpg123-decoder";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { decodeStream } from "./decode-stream.ts";

export function decodeMp3(bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  return decodeStream(new MPEGDecoder(), bytes, limitMs);
}
