/** What the library's calls about speech take, with their schemas. */
import { z } from "zod";
import { respondRequestSchema } from "../chat/respond/respond-request.ts";
import type { MonoAudio } from "../core/speech/audio.ts";
import { isRecord } from "../core/is-record.ts";
import { languageOf, languages, type Language } from "../core/language.ts";
import { anObject, filledString, numberBetween } from "../schema/index.ts";
import type { InstructedTurn, TurnRequest } from "../voice/turn/voice-options.ts";
import type { Abortable } from "./request-options.ts";
import { abortableShape, callbackSchema } from "./request-options.ts";

/** A recording: the bytes of a file (WAV, MP3, FLAC, Opus, Vorbis, AAC), or samples of one channel. */
export type Recording = Uint8Array | MonoAudio;

export interface ConverseOptions extends TurnRequest, Abortable {}

export interface TranscribeOptions extends Abortable {
  /** ISO 639-1; found out when absent. */
  readonly language?: string;
}

export interface SpeakOptions extends Abortable {
  /** ISO 639-1 of the text. Default `en`. */
  readonly language?: string;
  /** An installed voice; one of the language when absent. */
  readonly voice?: string;
  /** 0.25 to 4; 1 is the voice's own. */
  readonly speed?: number;
}

/** Samples a second of any recording there is. */
const sampleRates = { min: 1_000, max: 768_000 } as const;

function isRecording(value: unknown): value is Recording {
  if (value instanceof Uint8Array) return true;
  if (!isRecord(value)) return false;
  const { sampleRate, samples } = value;
  if (!(samples instanceof Float32Array) || typeof sampleRate !== "number") return false;
  return sampleRate >= sampleRates.min && sampleRate <= sampleRates.max;
}

export const recordingSchema: z.ZodType<Recording> = z.custom<Recording>(isRecording, {
  error: `the bytes of a file of sound, or { samples, sampleRate } with a Float32Array and ${sampleRates.min} to ${sampleRates.max}`,
});

export const samplesSchema: z.ZodType<Float32Array> = z.custom<Float32Array>((value) => value instanceof Float32Array, {
  error: "a Float32Array of samples",
});

const expectedLanguage = `one of ${languages.join(", ")}`;
const languageSchema = z
  .string({ error: expectedLanguage })
  .refine((tag) => languageOf(tag) !== undefined, { error: expectedLanguage })
  .transform((tag): Language => languageOf(tag) ?? "en");

const voiceShape = { voice: filledString.optional(), speed: numberBetween(0.25, 4).optional() };
const optionsOnly = anObject("an object with options");

export const transcribeOptionsSchema = z.strictObject(
  { ...abortableShape, language: languageSchema.optional() },
  optionsOnly,
);

export const speakOptionsSchema = z.strictObject(
  { ...abortableShape, ...voiceShape, language: languageSchema.default("en") },
  optionsOnly,
);

const { text: _text, maxTokens: _max, turnId: _turn, requestId: _request, ...personShape } = respondRequestSchema.shape;
const turnShape = {
  ...personShape,
  ...voiceShape,
  speaks: z.boolean().optional(),
  instructed: z
    .custom<InstructedTurn>(isInstructed, { error: "an object with messages(), tools and toolChoice" })
    .optional(),
};

function isInstructed(value: unknown): boolean {
  return isRecord(value) && typeof value["messages"] === "function" && Array.isArray(value["tools"]);
}

export const turnRequestSchema = z.strictObject(turnShape, optionsOnly);
export const converseOptionsSchema = z.strictObject({ ...turnShape, ...abortableShape }, optionsOnly);

export const heardMsSchema = z.number().min(0).optional();

export const answerOptionsSchema = z.strictObject(
  {
    request: turnRequestSchema.optional(),
    takesWaiting: z.boolean().optional(),
    onStart: callbackSchema<(turnId: string) => void>(),
  },
  optionsOnly,
);
