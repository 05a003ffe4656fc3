import { ReparteeError } from "../../core/errors.ts";
import { durationMs, type MonoAudio } from "../../core/speech/audio.ts";
import { isWav, readWav } from "../wav/read-wav.ts";
import { decodeMp3, isMp3 } from "./decode-mp3.ts";
import { decodeOpusContainer } from "./decode-opus-container.ts";

export interface DecodeLimits {
  /** Longest recording. A few megabytes of Opus can hold hours. */
  readonly maxDurationMs: number;
}

/**
 * A recording, whatever its container says: WAV, MP3, or Opus in Ogg, WebM or MP4. What it is is read from its first
 * bytes; names and content types are often wrong.
 * @throws ReparteeError `unsupported_media_type`, `invalid_request` (broken or empty), `payload_too_large` (too long).
 */
export async function decodeAudio(bytes: Uint8Array, { maxDurationMs }: DecodeLimits): Promise<MonoAudio> {
  const audio = await decode(bytes, maxDurationMs);
  if (audio.samples.length === 0)
    throw new ReparteeError("invalid_request", "Cannot read the audio: it has no samples");
  const lengthMs = durationMs(audio);
  if (lengthMs > maxDurationMs) {
    throw new ReparteeError(
      "payload_too_large",
      `Cannot read the audio: expected at most ${maxDurationMs / 1000} s, got ${isWav(bytes) ? Math.ceil(lengthMs / 1000) : "more"}`,
    );
  }
  return audio;
}

async function decode(bytes: Uint8Array, limitMs: number): Promise<MonoAudio> {
  if (isWav(bytes)) return readWav(bytes);
  const decodeFound = isMp3(bytes) ? decodeMp3 : isContainer(bytes) ? decodeOpusContainer : undefined;
  if (decodeFound === undefined) {
    throw new ReparteeError(
      "unsupported_media_type",
      "Cannot read the audio: it is neither WAV, MP3, Ogg, WebM nor MP4",
      {
        hint: "Send a whole file with its header; raw samples need one, such as a WAV header.",
      },
    );
  }
  try {
    return await decodeFound(bytes, limitMs);
  } catch (cause) {
    if (cause instanceof ReparteeError) throw cause;
    throw new ReparteeError("invalid_request", "Cannot read the audio: the file is broken", { cause });
  }
}

function isContainer(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  return head.startsWith("OggS") || head.startsWith("\x1A\x45\xDF\xA3") || head.slice(4, 8) === "ftyp";
}
