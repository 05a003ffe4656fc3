import { z } from "zod";
import type { MonoAudio } from "../core/speech/audio.ts";
import type { Voice } from "../voice/voice.ts";

/** As OpenAI takes: more than two hours of speech in Opus, 13 minutes of WAV at 16 kHz. */
export const maxRecordingBytes: number = 25 * 1024 * 1024;
/** A turn of a talk, decoded. */
const maxTurnMs = 120_000;
/** A recording that is only transcribed. */
const maxTranscribedMs = 2 * 3_600_000;

export function decodeTurn(file: Uint8Array, voice: Voice): Promise<MonoAudio> {
  return voice.decode(file, maxTurnMs);
}

export function decodeRecording(file: Uint8Array, voice: Voice): Promise<MonoAudio> {
  return voice.decode(file, maxTranscribedMs);
}

/** A yes or no as forms and query strings write it. */
export const formBoolean: z.ZodType<boolean, string> = z
  .enum(["true", "false", "1", "0"])
  .transform((text) => text === "true" || text === "1");
