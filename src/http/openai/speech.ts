import { z } from "zod";
import { audioContentTypes, audioFormats, type AudioFormat } from "../../audio/encode/audio-encoder.ts";
import { createAudioEncoder } from "../../audio/encode/create-audio-encoder.ts";
import type { LanguageIdentifier } from "../../core/language.ts";
import { upToCharacters } from "../../schema/index.ts";
import type { SpokenClause } from "../../voice/say/spoken-clause.ts";
import type { Voice } from "../../voice/voice.ts";
import { voiceSampleRate } from "../../voice/voice-event.ts";
import type { FrameSource } from "../event-stream.ts";
import { languageField } from "../language-field.ts";
import { defineRoute, type Route } from "../route.ts";
import { isOpenAiVoice } from "./voice-names.ts";
import { createLanguageIdentifier } from "../../chat/language/language-identifier.ts";

/** As OpenAI's. */
const maxCharacters = 4096;

const bodySchema = z.object({
  input: upToCharacters(z.string().min(1), maxCharacters).describe("What is said."),
  model: z.string().max(512).nullish().describe("Accepted; the voice decides."),
  voice: z
    .string()
    .max(128)
    .nullish()
    .describe("An installed voice, or a name of OpenAI's: then that of the language."),
  language: languageField.nullish().describe("Of `input`; read from it when absent."),
  response_format: z.enum(audioFormats).nullish().describe("Default `mp3`. 24 kHz, one channel; `pcm` has 16 bits."),
  speed: z.number().min(0.25).max(4).nullish(),
  stream_format: z
    .enum(["audio", "sse"])
    .nullish()
    .describe("Default `audio`; `sse`: `speech.audio.delta` with base64, then `speech.audio.done`."),
  instructions: z.string().nullish().describe("Accepted; these voices have no moods."),
});

/** OpenAI's speech, sent sentence by sentence. */
export function speechRoute(voice: () => Voice): Route {
  const identifier: LanguageIdentifier = createLanguageIdentifier();
  return defineRoute({
    method: "POST",
    paths: ["/v1/audio/speech"],
    tag: "openai",
    summary: "Speaks a text.",
    body: bodySchema,
    answer: { kind: "bytes", contentTypes: Object.values(audioContentTypes) },
    errors: [503],
    async handle({ body, signal }) {
      const { input, speed } = body;
      const language = body.language ?? identifier.identify(input)?.language ?? "en";
      const named =
        body.voice === undefined || body.voice === null || isOpenAiVoice(body.voice) ? {} : { voice: body.voice };
      const request = { language, ...named, ...(speed === undefined || speed === null ? {} : { speed }) };
      const clauses = voice().speak(input, request, signal)[Symbol.asyncIterator]();
      // What fails before the first sound is an error status.
      const first = await clauses.next();
      const format = body.response_format ?? "mp3";
      const chunks = encode(first, clauses, format);
      if (body.stream_format === "sse") return { kind: "event-stream", frames: toFrames(chunks) };
      return { kind: "bytes", chunks, contentType: audioContentTypes[format] };
    },
  });
}

/** As OpenAI's; its usage counts tokens, which these voices do not have. */
async function* toFrames(chunks: AsyncIterable<Uint8Array>): FrameSource {
  const frame = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
  for await (const bytes of chunks) {
    // Some formats have nothing to add at their end.
    if (bytes.length > 0) yield frame({ type: "speech.audio.delta", audio: Buffer.from(bytes).toString("base64") });
  }
  return frame({ type: "speech.audio.done", usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 } });
}

async function* encode(
  first: IteratorResult<SpokenClause>,
  rest: AsyncIterator<SpokenClause>,
  format: AudioFormat,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using encoder = await createAudioEncoder(format, voiceSampleRate);
  for (let next = first; next.done !== true; next = await rest.next()) {
    const bytes = await encoder.push(next.value.samples);
    if (bytes.length > 0) yield bytes;
  }
  yield await encoder.end();
}
