import { MPEGDecoder } from "mpg123-decoder";
import { joinSamples } from "../join-samples.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { mixChannels } from "./mix-channels.ts";

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
