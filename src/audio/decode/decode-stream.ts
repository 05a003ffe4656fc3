import type { MonoAudio } from "../../core/speech/audio.ts";
import { joinSamples } from "../join-samples.ts";
import { mixChannels } from "./mix-channels.ts";

/** What the WebAssembly decoders have in common. */
export interface StreamDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): DecodedPart | Promise<DecodedPart>;
  /** Of those that keep back what may not be whole. */
  flush?(): Promise<DecodedPart>;
  free(): void;
}

interface DecodedPart {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
}

/** Silence compresses 10,000 times: parts of this many bytes bound what is decoded before the limit is looked at. */
const partBytes = 8 * 1024;

/** Ends early once there are more than `limitMs`: the caller refuses it. Frees the decoder. */
export async function decodeStream(decoder: StreamDecoder, bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  await decoder.ready;
  try {
    const parts: Float32Array[] = [];
    let length = 0;
    let sampleRate = 0;
    function keep(decoded: DecodedPart): void {
      if (decoded.samplesDecoded === 0) return;
      sampleRate = decoded.sampleRate;
      const part = mixChannels(decoded.channelData);
      parts.push(part);
      length += part.length;
    }
    const isTooLong = (): boolean => sampleRate > 0 && (length / sampleRate) * 1000 > limitMs;
    for (let offset = 0; offset < bytes.length && !isTooLong(); offset += partBytes) {
      keep(await decoder.decode(bytes.subarray(offset, offset + partBytes)));
    }
    if (decoder.flush !== undefined && !isTooLong()) keep(await decoder.flush());
    return { samples: joinSamples(parts), sampleRate: sampleRate || 44_100 };
  } finally {
    decoder.free();
  }
}
