import { deflateSync } from "node:zlib";
import { z } from "zod";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { readValue } from "../../schema/index.ts";
import type { TranscribedRecording, TranscribedSegment } from "../../voice/hear/transcribe-recording.ts";
import type { Voice } from "../../voice/voice.ts";
import { languageField } from "../language-field.ts";
import { decodeRecording, formBoolean, maxRecordingBytes } from "../recording.ts";
import { defineRoute, type Answer, type Route } from "../route.ts";
import type { FrameSource } from "../event-stream.ts";

const fields = z.object({
  model: z.string().max(512).optional().describe("Accepted; the installed recognizer answers."),
  language: languageField.optional().describe("What is spoken; found out when absent."),
  response_format: z.enum(["json", "text", "srt", "vtt", "verbose_json"]).default("json"),
  stream: formBoolean.default(false).describe("`transcript.text.delta` for each segment, then `transcript.text.done`."),
});

const unmeasured = "Always 0: these recognizers do not say.";

const segmentSchema = z.object({
  id: z.int(),
  seek: z.int().describe("Where it begins, in steps of 10 ms."),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  tokens: z.array(z.int()).describe("Always empty: these recognizers give no tokens."),
  temperature: z.number().describe("Always 0: nothing is sampled."),
  avg_logprob: z.number().describe(unmeasured),
  compression_ratio: z.number().describe("High where words are repeated."),
  no_speech_prob: z.number().describe(unmeasured),
});

const answerSchema = z.object({
  text: z.string(),
  task: z.literal("transcribe").optional(),
  language: z.string().optional(),
  duration: z.number().optional().describe("Seconds."),
  segments: z.array(segmentSchema).optional(),
});

/** OpenAI's transcriptions. */
export function transcriptionsRoute(voice: () => Voice): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/audio/transcriptions"],
    tag: "openai",
    summary: "Writes down what is said in a recording.",
    upload: { maxBytes: maxRecordingBytes, fields },
    answer: { kind: "json", schema: answerSchema, alsoStreams: true },
    errors: [503],
    async handle({ signal, upload }) {
      const { file, fields: given } = await upload();
      const { language, response_format: format, stream } = readValue(fields, given);
      const audio = await decodeRecording(file, voice());
      const request = language === undefined ? {} : { language };
      if (stream) return { kind: "event-stream", frames: toFrames(voice(), audio, request, signal) };
      return shape(await voice().transcribe(audio, request, signal), format);
    },
  });
}

async function* toFrames(
  voice: Voice,
  audio: MonoAudio,
  request: Parameters<Voice["transcribe"]>[1],
  signal: AbortSignal,
): FrameSource {
  let text = "";
  for await (const segment of voice.transcribeSegments(audio, request, signal)) {
    const delta = text === "" ? segment.text : ` ${segment.text}`;
    text += delta;
    yield dataFrame({ type: "transcript.text.delta", delta });
  }
  return dataFrame({ type: "transcript.text.done", text });
}

function dataFrame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function shape(recording: TranscribedRecording, format: z.infer<typeof fields>["response_format"]): Answer {
  const { durationMs, language, segments, text } = recording;
  const plain = (body: string, contentType = "text/plain"): Answer => ({
    kind: "text",
    body,
    contentType: `${contentType}; charset=utf-8`,
  });
  switch (format) {
    case "text":
      return plain(`${text}\n`);
    case "srt":
      return plain(
        segments.map((segment, index) => `${index + 1}\n${cue(segment, ",")}\n`).join("\n"),
        "application/x-subrip",
      );
    case "vtt":
      return plain(`WEBVTT\n\n${segments.map((segment) => `${cue(segment, ".")}\n`).join("\n")}`, "text/vtt");
    case "verbose_json":
      return { kind: "json", body: verbose({ durationMs, language, segments, text }) };
    case "json":
      return { kind: "json", body: { text } };
  }
}

function verbose({ durationMs, language, segments, text }: TranscribedRecording & { language?: string }): object {
  return {
    ...{ task: "transcribe", language: language ?? "", duration: durationMs / 1000, text },
    segments: segments.map(segmentItem),
  };
}

/** With every field that OpenAI's clients require. */
function segmentItem({ startMs, endMs, text }: TranscribedSegment, id: number): z.infer<typeof segmentSchema> {
  const bytes = new TextEncoder().encode(text);
  return {
    ...{ id, seek: Math.round(startMs / 10), start: startMs / 1000, end: endMs / 1000, text },
    ...{ tokens: [], temperature: 0, avg_logprob: 0, no_speech_prob: 0 },
    compression_ratio: bytes.length / deflateSync(bytes).length,
  };
}

function cue({ startMs, endMs, text }: TranscribedSegment, mark: string): string {
  return `${time(startMs, mark)} --> ${time(endMs, mark)}\n${text}`;
}

/** `00:01:02,345` */
function time(ms: number, mark: string): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const seconds = ms / 1000;
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${mark}${String(Math.round(ms % 1000)).padStart(3, "0")}`;
}
