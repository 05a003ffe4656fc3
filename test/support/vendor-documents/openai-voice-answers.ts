/** Speech as OpenAI's document has it: routes, streams, and what the server sends on a realtime connection. */
import { createFakeClock } from "../../../src/testing/fake-clock.ts";
import { writeWav } from "../../../src/audio/wav/write-wav.ts";
import { createVoice } from "../../../src/voice/voice.ts";
import { expect } from "vitest";
import { readEvents } from "../../http/support/read-events.ts";
import { manual, sentence, silence, talk } from "../../http/support/realtime-talk.ts";
import { startServer } from "../../http/support/start-server.ts";
import { fakeSound } from "../speech-contract/fake-speech.ts";
import { voiceScene } from "../voice/voice-scene.ts";
import { answerPlace, componentPlace } from "./answer-validator.ts";
import { streamed, type AnswerCase, type Answered } from "./asked.ts";

const recording = writeWav({ samples: fakeSound("x".repeat(20), 16_000), sampleRate: 16_000 });
const transcriptions = "/audio/transcriptions";

async function voiceUrl(): Promise<string> {
  const { options } = await voiceScene({ clock: createFakeClock() });
  const voice = createVoice(options, []);
  return `${(await startServer({ voice: () => voice })).url}/v1`;
}

async function transcribed(fields: Readonly<Record<string, string>>): Promise<Response> {
  const body = new FormData();
  body.set("file", new Blob([new Uint8Array(recording)]), "recording.wav");
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const response = await fetch((await voiceUrl()) + transcriptions, { method: "POST", body });
  expect(response.status).toBe(200);
  return response;
}

function transcription(format: string, component: string): AnswerCase {
  const place = componentPlace(component);
  return {
    name: `a transcription as ${format}`,
    ask: async () => [{ place, answer: await (await transcribed({ response_format: format })).json() }],
  };
}

const serverEvent = componentPlace("RealtimeServerEvent");

/** Turns by voice and by text, an interruption, items that are asked for and deleted, and an error. */
async function realtimeEvents(): Promise<readonly Answered[]> {
  const spoken = await talk({ hears: [{ text: "I lost my keys" }, { text: "Wait" }] });
  spoken.client.append(sentence);
  spoken.client.append(silence);
  await spoken.client.next("response.done");
  await spoken.clock.advance(600);
  spoken.client.append(sentence);
  spoken.client.append(silence);
  const truncated = await spoken.client.next("conversation.item.truncated");
  await spoken.client.next("response.done");
  spoken.client.send({ type: "conversation.item.retrieve", item_id: truncated["item_id"] });
  await spoken.client.next("conversation.item.retrieved");
  spoken.client.send({ type: "conversation.item.delete", item_id: truncated["item_id"] });
  await spoken.client.next("conversation.item.deleted");
  const typed = await talk({}, { ...manual, output_modalities: ["text"] });
  const content = [{ type: "input_text", text: "Hello" }];
  typed.client.send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
  await typed.client.next("conversation.item.done");
  typed.client.send({ type: "response.create" });
  await typed.client.next("response.done");
  typed.client.send({ type: "input_audio_buffer.clear" });
  await typed.client.next("input_audio_buffer.cleared");
  typed.client.send({ type: "session.delete" });
  await typed.client.next("error");
  const unheard = await talk({ hears: [new Error("dead")] });
  unheard.client.append(sentence);
  unheard.client.append(silence);
  await unheard.client.next("response.done");
  const events = [spoken, typed, unheard].flatMap(({ client }) => client.events);
  // What OpenAI does not have is named after this server.
  return events.filter(({ type }) => !type.startsWith("repartee.")).map((answer) => ({ place: serverEvent, answer }));
}

export const openAiVoiceCases: readonly AnswerCase[] = [
  transcription("json", "CreateTranscriptionResponseJson"),
  transcription("verbose_json", "CreateTranscriptionResponseVerboseJson"),
  {
    name: "a streamed transcription",
    async ask() {
      const events = readEvents(await (await transcribed({ stream: "true" })).text());
      const place = answerPlace("POST", transcriptions, "text/event-stream");
      return events.map((answer) => ({ place, answer }));
    },
  },
  {
    name: "streamed speech",
    async ask() {
      const body = { input: "Good morning. I am glad.", model: "tts-1", voice: "alloy", stream_format: "sse" };
      return await streamed(await voiceUrl(), { path: "/audio/speech", body });
    },
  },
  { name: "the events of a realtime connection", ask: realtimeEvents },
];
