import { joinSamples } from "../audio/join-samples.ts";
import { mixChannels } from "../audio/decode/mix-channels.ts";
import { sampleFormat, type SampleFormat } from "../audio/wav/sample-formats.ts";
import { ReparteeError } from "../core/errors.ts";
import type { MonoAudio } from "../core/speech/audio.ts";
import { readNumber } from "./read-fields.ts";

/** What somebody says in one go. */
const maxSeconds = 120;

/** Sound that comes in chunks. */
export interface Recording {
  /** @throws ReparteeError `payload_too_large` */
  push(bytes: Uint8Array): void;
  end(): MonoAudio;
}

/** @param data Of `audio-start` or a chunk: `rate` in Hz, `width` in bytes a sample, `channels`. */
export function createRecording(data: Readonly<Record<string, unknown>>): Recording {
  const sampleRate = readNumber(data, "rate", 1000, 192_000);
  const width = readNumber(data, "width", 1, 4);
  const channels = readNumber(data, "channels", 1, 8);
  const format = sampleFormat(1, width * 8);
  const parts: Float32Array[] = [];
  let length = 0;
  /** Bytes of a frame of which the rest comes in the next chunk. */
  let rest: Uint8Array = new Uint8Array();
  return {
    push(bytes) {
      if (format === undefined) return;
      const all = Buffer.concat([rest, bytes]);
      const frameBytes = width * channels;
      const frames = Math.floor(all.length / frameBytes);
      rest = all.subarray(frames * frameBytes);
      const part = readFrames(all, { frames, channels, format });
      length += part.length;
      if (length > maxSeconds * sampleRate) {
        throw new ReparteeError("payload_too_large", `Cannot hear the recording: expected at most ${maxSeconds} s`);
      }
      parts.push(part);
    },
    end: () => ({ samples: joinSamples(parts), sampleRate }),
  };
}

function readFrames(
  bytes: Uint8Array,
  { frames, channels, format }: { readonly frames: number; readonly channels: number; readonly format: SampleFormat },
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (channel: number): Float32Array =>
    Float32Array.from({ length: frames }, (_, frame) => format.read(view, (frame * channels + channel) * format.bytes));
  return mixChannels(Array.from({ length: channels }, (_, channel) => read(channel)));
}
