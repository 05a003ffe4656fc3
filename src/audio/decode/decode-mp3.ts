import { MPEGDecoder } from "mpg123-decoder";
import { joinSamples } from "../join-samples.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { mixChannels } from "./mix-channels.ts";

/** An ID3 tag, or the 11 set bits that begin an MPEG frame of layer I to III. */
export function isMp3(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0x49 && second === 0x44 && third === 0x33) return true;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0;
}

/** Decoded in parts of this many bytes, so that `limitSamples` bounds the memory. */
const partBytes = 64 * 1024;

/** Ends early once there are more than `limitMs`: the caller refuses it. */
export async function decodeMp3(bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    const parts: Float32Array[] = [];
    let length = 0;
    let sampleRate = 0;
    for (let offset = 0; offset < bytes.length; offset += partBytes) {
      const decoded = decoder.decode(bytes.subarray(offset, offset + partBytes));
      if (decoded.samplesDecoded === 0) continue;
      sampleRate = decoded.sampleRate;
      const part = mixChannels(decoded.channelData);
      parts.push(part);
      length += part.length;
      if ((length / sampleRate) * 1000 > limitMs) break;
    }
    return { samples: joinSamples(parts), sampleRate: sampleRate || 44_100 };
  } finally {
    decoder.free();
  }
}
