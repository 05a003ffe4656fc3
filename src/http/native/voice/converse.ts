import { z } from "zod";
import { audioFormats } from "../../../audio/encode/audio-encoder.ts";
import type { Clock } from "../../../core/clock.ts";
import { emotionLabels } from "../../../core/emotion.ts";
import { idSchema, userIdSchema } from "../../../chat/respond/respond-request.ts";
import { readValue } from "../../../schema/index.ts";
import type { Voice } from "../../../voice/voice.ts";
import { commitLate } from "../../commit-late.ts";
import { languageField } from "../../language-field.ts";
import { decodeTurn, formBoolean, maxRecordingBytes } from "../../recording.ts";
import { defineRoute, type Route } from "../../route.ts";
import { allEvents, toConversation, toVoiceFrames } from "./converse-events.ts";

const fields = z.object({
  language: languageField.optional().describe("What is spoken, and answered in; found out when absent."),
  emotion: z.enum(emotionLabels).optional().describe("What the user feels, where the client knows."),
  conversation_id: idSchema.optional().describe("Continues a conversation; absent: a new one."),
  user_id: userIdSchema.optional(),
  persona: z.string().min(1).max(64).optional(),
  model: z.string().min(1).max(512).optional(),
  voice: z.string().min(1).max(128).optional().describe("An installed voice; one of the language when absent."),
  speed: z.coerce.number().min(0.25).max(4).optional(),
  response_format: z.enum(audioFormats).default("mp3").describe("Of the whole answer's `audio`."),
  speak: formBoolean.default(true).describe("False: the reply is written only."),
  stream: formBoolean.optional().describe("Default false, or true with `Accept: text/event-stream`."),
});

const answerSchema = z.object({
  user_text: z.string(),
  user_language: z.string().nullable(),
  user_emotion: z.enum(emotionLabels).nullable(),
  user_prosody: z
    .object({
      pitch_hz: z.number().nullable(),
      pitch_range_semitones: z.number().nullable(),
      loudness_db: z.number().nullable().describe("Of what sounds, below full scale."),
      letters_per_second: z.number().nullable(),
    })
    .nullable()
    .describe("How it was said; reported only, it changes nothing."),
  response_text: z.string().describe("Empty when nobody spoke."),
  response_emotion: z.enum(emotionLabels).nullable(),
  audio: z.string().nullable().describe("Base64; null when nothing could speak, or nobody spoke."),
  audio_format: z.enum(audioFormats).nullable(),
  duration_ms: z.number(),
  visemes: z.array(z.object({ viseme: z.string(), start_ms: z.number() })),
  loudness: z.array(z.number()).describe("Root mean square of each `loudness_frame_ms`."),
  loudness_frame_ms: z.number(),
  source: z.enum(["model", "fallback_model", "template"]).nullable(),
  model: z.string().optional().describe("Who wrote it; absent when nobody spoke."),
  written_opening: z.string().optional().describe("The beginning that the persona's authors wrote."),
  reason: z
    .string()
    .optional()
    .describe("`no_speech`, `no_words`, or why it is not a plain, spoken reply of the model."),
  complete: z.boolean(),
  conversation_id: z.string().optional(),
});

/** A recording in, a spoken reply out. Frames of a stream are the events of the turn; `reply.done` is the last. */
export function converseRoute(voice: () => Voice, clock: Clock): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/converse"],
    tag: "native",
    summary: "Hears a recording and answers it aloud, with feeling and mouth shapes.",
    upload: { maxBytes: maxRecordingBytes, fields },
    answer: { kind: "json", schema: answerSchema, alsoStreams: true },
    errors: [404, 503],
    async handle({ signal, upload, wantsEvents }) {
      const { file, fields: given } = await upload();
      const { response_format: format, stream, ...request } = readValue(fields, given);
      const audio = await decodeTurn(file, voice());
      const events = voice().converse(audio, toTurnRequest(request), signal);
      if (!(stream ?? wantsEvents))
        return { kind: "json", body: await toConversation(await allEvents(events), format) };
      const committed = await commitLate(events, { settles: () => true, deadlineMs: firstEventMs, clock });
      return { kind: "event-stream", frames: toVoiceFrames(committed), named: true };
    },
  });
}

/** Until then a failure is an error status; a recognizer takes a second or two. */
const firstEventMs = 10_000;

function toTurnRequest(
  request: Omit<z.infer<typeof fields>, "response_format" | "stream">,
): Parameters<Voice["converse"]>[1] {
  const { conversation_id: conversationId, speak: speaks, user_id: userId, ...rest } = request;
  return { ...rest, speaks, conversationId, userId };
}
