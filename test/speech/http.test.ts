/** The routes of speech, with espeak-ng as the voice, silero as the detector and no recognizer but a scripted one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/audio/decode/decode-audio.ts";
import { createAudioEncoder } from "../../src/audio/encode/create-audio-encoder.ts";
import { joinBytes } from "../../src/audio/encode/join-bytes.ts";
import { rootMeanSquare } from "../../src/audio/loudness.ts";
import { writeWav } from "../../src/audio/wav/write-wav.ts";
import { durationMs } from "../../src/core/speech/audio.ts";
import { createRepartee, type Repartee } from "../../src/index.ts";
import { openProcessAacDecoder } from "../../src/speech/open-engines.ts";
import { m4aFile } from "../support/audio/m4a-file.ts";
import { speechContext, spoken } from "./speech-context.ts";

let repartee: Repartee;
let url = "";
let folder = "";
let client: OpenAI;
let recording: Uint8Array;
const aac = openProcessAacDecoder(speechContext);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-voice-"));
  repartee = await createRepartee({ model: "echo", cacheDir: folder, offline: true });
  ({ url } = await repartee.listen({ port: 0 }));
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "unused", maxRetries: 0 });
  recording = writeWav({ samples: await spoken("I lost my keys this morning."), sampleRate: 16_000 });
});

afterAll(async () => {
  await aac[Symbol.asyncDispose]();
  await repartee[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function form(file: Uint8Array, fields: Readonly<Record<string, string>> = {}): FormData {
  const body = new FormData();
  body.set("file", new Blob([new Uint8Array(file)]), "recording.wav");
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

const silence = writeWav({ samples: new Float32Array(32_000), sampleRate: 16_000 });

describe("GET /v1/audio/voices", () => {
  it("lists what speaks, with its languages, and that nothing understands speech", async () => {
    const answer = (await (await fetch(`${url}/v1/audio/voices`)).json()) as {
      voices: { id: string; languages: string[] }[];
    };
    expect(answer).toEqual({ voices: expect.any(Array), recognizers: [] });
    expect(answer.voices.length).toBeGreaterThan(0);
    expect(answer.voices.flatMap(({ languages }) => languages)).toContain("en");
  });
});

describe("POST /v1/audio/speech", () => {
  it.each(["mp3", "wav", "opus", "aac", "flac"] as const)(
    "gives the official client %s that sounds",
    async (format) => {
      const answer = await client.audio.speech.create({
        ...{ model: "tts-1", voice: "alloy", input: "Good morning. I am glad to see you.", response_format: format },
      });
      const audio = await decodeAudio(new Uint8Array(await answer.arrayBuffer()), { maxDurationMs: 60_000, aac });
      expect(durationMs(audio)).toBeGreaterThan(1500);
      expect(durationMs(audio)).toBeLessThan(8000);
      expect(rootMeanSquare(audio.samples)).toBeGreaterThan(0.01);
    },
  );

  it("is MP3 by default, and half as long at twice the speed", async () => {
    async function lengthOf(speed: number): Promise<number> {
      const answer = await client.audio.speech.create({
        ...{ model: "tts-1", voice: "nova", input: "Good morning, I am glad to see you.", speed },
      });
      expect(answer.headers.get("content-type")).toBe("audio/mpeg");
      return durationMs(await decodeAudio(new Uint8Array(await answer.arrayBuffer()), { maxDurationMs: 60_000 }));
    }
    expect((await lengthOf(2)) / (await lengthOf(1))).toBeCloseTo(0.5, 0);
  });

  it("sends the same sound as events with stream_format sse, and an error status before the first", async () => {
    async function post(body: object): Promise<Response> {
      const headers = { "content-type": "application/json" };
      return await fetch(`${url}/v1/audio/speech`, { method: "POST", headers, body: JSON.stringify(body) });
    }
    const request = { input: "Good morning. I am glad to see you.", response_format: "pcm" };
    const answer = await post({ ...request, stream_format: "sse" });
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const frames = [...(await answer.text()).matchAll(/^data: (.*)$/gm)].map(
      ([, data = ""]) => JSON.parse(data) as { type: string; audio?: string },
    );
    expect(frames.at(-1)).toMatchObject({ type: "speech.audio.done" });
    expect(frames.slice(0, -1).every(({ type }) => type === "speech.audio.delta")).toBe(true);
    const streamed = Buffer.concat(frames.map(({ audio = "" }) => Buffer.from(audio, "base64")));
    const whole = Buffer.from(await (await post(request)).arrayBuffer());
    // The voice may cut its sentences elsewhere: the same sound, but for some samples at the cuts.
    expect(Math.abs(streamed.length / whole.length - 1)).toBeLessThan(0.01);
    expect((await post({ ...request, stream_format: "json" })).status).toBe(400);
  });

  it("refuses a format and a field that it does not have, before any sound", async () => {
    async function status(body: object): Promise<readonly unknown[]> {
      const answer = await fetch(`${url}/v1/audio/speech`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const { error } = (await answer.json()) as { error: { code: string; param: string | null } };
      return [answer.status, error.code, error.param];
    }
    expect(await status({ input: "Hello", response_format: "wma" })).toEqual([
      400,
      "invalid_request",
      "response_format",
    ]);
    for (const input of ["", "  \n", "... !?", "***", "😀"]) {
      expect(await status({ input }), input).toEqual([400, "invalid_request", "input"]);
    }
    expect(await status({ input: "Hello", speed: 9 })).toEqual([400, "invalid_request", "speed"]);
  });
});

describe("POST /v1/audio/transcriptions", () => {
  it("answers silence with an empty text in every format, without a recognizer", async () => {
    const file = await toFile(silence, "silence.wav");
    expect(await client.audio.transcriptions.create({ model: "whisper-1", file })).toEqual({ text: "" });
    for (const [format, expected] of [
      ["text", "\n"],
      ["srt", ""],
      ["vtt", "WEBVTT\n\n"],
    ] as const) {
      const body = form(silence, { response_format: format });
      const answer = await fetch(`${url}/v1/audio/transcriptions`, { method: "POST", body });
      expect([format, answer.status, await answer.text()]).toEqual([format, 200, expected]);
    }
  });

  it("says how to get a recognizer where there is none", async () => {
    const file = await toFile(recording, "speech.wav");
    const error: unknown = await client.audio.transcriptions
      .create({ model: "whisper-1", file })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 503, code: "model_load_failed" });
    expect(JSON.stringify(error)).toContain("repartee pull whisper-base");
  });

  it.each([
    ["a form without a file", () => new FormData(), {}, 400],
    ["what is no sound", () => form(new TextEncoder().encode("no sound at all, only text")), {}, 415],
    ["JSON", () => "{}", { "content-type": "application/json" }, 415],
    ["a broken form", () => "--x\r\nbroken", { "content-type": "multipart/form-data; boundary=x" }, 400],
    ["a wrong field", () => form(silence, { response_format: "docx" }), {}, 400],
  ])("refuses %s", async (_name, body, headers, status) => {
    const answer = await fetch(`${url}/v1/audio/transcriptions`, { method: "POST", headers, body: body() });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  it("takes no recording where JSON belongs", async () => {
    const answer = await fetch(`${url}/v1/chat/completions`, { method: "POST", body: form(silence) });
    expect(answer.status).toBe(415);
  });
});

describe("POST /api/converse", () => {
  it("asks for the words again, aloud and with a mouth, where no recognizer is installed", async () => {
    const answer = await fetch(`${url}/api/converse`, {
      method: "POST",
      body: form(recording, { response_format: "wav" }),
    });
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as Record<string, unknown> & { audio: string; duration_ms: number };
    expect(body).toMatchObject({
      ...{ user_text: "", response_emotion: "neutral", source: "template", fallback: true, reason: "not_heard" },
      response_text: expect.stringContaining("could not hear you"),
      visemes: expect.arrayContaining([{ viseme: "aa", start_ms: 0 }, expect.objectContaining({ viseme: "sil" })]),
    });
    const audio = await decodeAudio(Buffer.from(body.audio, "base64"), { maxDurationMs: 60_000 });
    expect(durationMs(audio) / body.duration_ms).toBeCloseTo(1, 1);
  });

  it("takes a browser's Opus as the bare body, and streams events that end with reply.done", async () => {
    const encoder = await createAudioEncoder("opus", 16_000);
    const opus = joinBytes([await encoder.push(await spoken("I lost my keys this morning.")), await encoder.end()]);
    const answer = await fetch(`${url}/api/converse?stream=true&conversation_id=c1`, {
      method: "POST",
      headers: { "content-type": "audio/ogg;codecs=opus" },
      body: opus,
    });
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const names = [...(await answer.text()).matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    expect(names).toEqual(["error", "reply.emotion", "reply.text", "reply.audio", "reply.done"]);
  });

  it("takes a telephone's AAC, decoded in a process of its own", async () => {
    const m4a = await m4aFile(await spoken("I lost my keys this morning."), 16_000, false);
    const headers = { "content-type": "audio/mp4" };
    const answer = await fetch(`${url}/api/converse`, { method: "POST", headers, body: new Uint8Array(m4a) });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { reason: "not_heard", duration_ms: expect.any(Number) },
    ]);
  });

  it("has nothing to answer to silence", async () => {
    const answer = await fetch(`${url}/api/converse`, { method: "POST", body: form(silence) });
    expect(await answer.json()).toMatchObject({ user_text: "", response_text: "", audio: null, reason: "no_speech" });
  });

  it("refuses what is too long for a turn", async () => {
    const long = writeWav({ samples: new Float32Array(16_000 * 130), sampleRate: 16_000 });
    const answer = await fetch(`${url}/api/converse`, { method: "POST", body: form(long) });
    expect(answer.status).toBe(413);
  });
});

describe("the library", () => {
  it("speaks, and hears silence", async () => {
    const lengths: number[] = [];
    for await (const audio of repartee.speak("Good morning. How are you?")) lengths.push(durationMs(audio));
    expect(lengths).toHaveLength(2);
    expect(await repartee.transcribe(silence)).toEqual({ text: "", durationMs: 2000, segments: [] });
  });

  it("refuses to say what cannot be said", async () => {
    for (const text of ["", " \n", "…!?"]) {
      await expect(repartee.speak(text)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        ...{ code: "invalid_request", message: expect.stringContaining("expected a text with a letter or digit") },
      });
    }
  });

  it("opens a session that hears silence and says nothing", async () => {
    await using session = await repartee.openVoiceSession({ conversationId: "mic" });
    await session.push(new Float32Array(16_000));
    expect(session.state).toBe("listening");
  });
});
