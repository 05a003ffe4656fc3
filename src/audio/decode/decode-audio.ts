import { ReparteeError } from "../../core/errors.ts";
import { durationMs, type MonoAudio } from "../../core/speech/audio.ts";
import { isWav, readWav } from "../wav/read-wav.ts";
import type { DecodeOptions } from "./decode-options.ts";
import { recordingFormats } from "./recording-formats.ts";
import { kindOfFile, type FileKind } from "./file-kind.ts";

/**
 * A recording, whatever its container says. What it is is read from its first bytes; names and content types are often
 * wrong.
 * @throws ReparteeError `unsupported_media_type`, `invalid_request` (broken or empty), `payload_too_large` (too long).
 */
export async function decodeAudio(bytes: Uint8Array, options: DecodeOptions): Promise<MonoAudio> {
  const { maxDurationMs } = options;
  const audio = await decode(bytes, options);
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

async function decode(bytes: Uint8Array, options: DecodeOptions): Promise<MonoAudio> {
  const kind = kindOfFile(bytes);
  if (kind === undefined) {
    throw new ReparteeError(
      "unsupported_media_type",
      `Cannot read the audio: expected ${recordingFormats}, got something else`,
      { hint: "Send a whole file with its header; raw samples need one, such as a WAV header." },
    );
  }
  try {
    return await decoders[kind](bytes, options);
  } catch (cause) {
    if (cause instanceof ReparteeError) throw cause;
    throw new ReparteeError("invalid_request", "Cannot read the audio: the file is broken", { cause });
  }
}

type Decode = (bytes: Uint8Array, options: DecodeOptions) => MonoAudio | Promise<MonoAudio>;

/** Their libraries are loaded at the first use: most servers and commands never hear a sound. */
const decoders: Readonly<Record<FileKind, Decode>> = {
  wav: readWav,
  mp3: async (bytes, { maxDurationMs }) => (await import("./decode-mp3.ts")).decodeMp3(bytes, maxDurationMs),
  flac: async (bytes, { maxDurationMs }) => (await import("./decode-flac.ts")).decodeFlac(bytes, maxDurationMs),
  vorbis: async (bytes, { maxDurationMs }) => (await import("./decode-vorbis.ts")).decodeVorbis(bytes, maxDurationMs),
  adts: async (bytes, { maxDurationMs, aac }) =>
    (await import("./decode-aac.ts")).decodeAac({ packets: [bytes] }, maxDurationMs, aac),
  container: async (bytes, options) => (await import("./decode-container.ts")).decodeContainer(bytes, options),
};
