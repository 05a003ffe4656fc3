import { readFile } from "node:fs/promises";
import { recordingFormats } from "../audio/decode/recording-formats.ts";
import { ReparteeError } from "../core/errors.ts";

/** Longest recording of a command: two hours. */
export const maxRecordingMs: number = 2 * 3_600_000;

/** A file of sound, not decoded yet. @throws ReparteeError `invalid_request` where it cannot be read. */
export async function readRecording(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new ReparteeError("invalid_request", `Cannot read "${path}": expected a file of sound, got ${reason}`, {
      hint: `Name a file of ${recordingFormats}.`,
      cause,
    });
  });
}
