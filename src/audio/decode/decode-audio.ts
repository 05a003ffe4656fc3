import { ReparteeError } from "../../core/errors.ts";
import { durationMs, type MonoAudio } from "../../core/speech/audio.ts";
import { isWav, readWav } from "../wav/read-wav.ts";

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
  if (!isMp3(bytes) && !isContainer(bytes)) {
    throw new ReparteeError(
      "unsupported_media_type",
      "Cannot read the audio: it is neither WAV, MP3, Ogg, WebM nor MP4",
      {
        hint: "Send a whole file with its header; raw samples need one, such as a WAV header.",
      },
    );
  }
  try {
    // Their libraries are loaded at the first use: most servers and commands never hear a sound.
    if (isMp3(bytes)) return await (await import("./decode-mp3.ts")).decodeMp3(bytes, limitMs);
    return await (await import("./decode-opus-container.ts")).decodeOpusContainer(bytes, limitMs);
  } catch (cause) {
    if (cause instanceof ReparteeError) throw cause;
    throw new ReparteeError("invalid_request", "Cannot read the audio: the file is broken", { cause });
  }
}

/** An ID3 tag, or the 11 set bits that begin an MPEG frame of layer I to III. */
function isMp3(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0x49 && second === 0x44 && third === 0x33) return true;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0;
}

function isContainer(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  return head.startsWith("OggS") || head.startsWith("\x1A\x45\xDF\xA3") || head.slice(4, 8) === "ftyp";
}
