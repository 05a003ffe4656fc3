import { readFile } from "node:fs/promises";
import { decodeAudio } from "../audio/decode/decode-audio.ts";
import { ReparteeError } from "../core/errors.ts";
import type { MonoAudio } from "../core/speech/audio.ts";

/** Two hours. */
const maxDurationMs = 2 * 3_600_000;

/** A file of sound. @throws ReparteeError `invalid_request` where it cannot be read, and as `decodeAudio`. */
export async function readRecording(path: string): Promise<MonoAudio> {
  const file = await readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new ReparteeError("invalid_request", `Cannot read "${path}": expected a file of sound, got ${reason}`, {
      hint: "Name a WAV or MP3 file, or Opus in Ogg, WebM or MP4.",
      cause,
    });
  });
  return await decodeAudio(file, { maxDurationMs });
}
