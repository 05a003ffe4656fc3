import { describe, expect, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { TtsEngine } from "../../core/speech/tts-engine.ts";
import { createFakeTts, fakeSound } from "../../../test/support/speech-contract/fake-speech.ts";
import { answer, happy, voiceScene, type Scene, type SceneOptions } from "../../../test/support/voice/voice-scene.ts";
import type { VoiceEvent } from "../voice-event.ts";
import { converse } from "./converse.ts";
import type { TurnRequest } from "./voice-options.ts";

const never = new AbortController().signal;
const speech = { samples: fakeSound("I lost my keys this morning"), sampleRate: 16_000 };
const silence = { samples: new Float32Array(32_000), sampleRate: 16_000 };

async function talk(
  options: Omit<SceneOptions, "clock"> = {},
  {
    audio = speech,
    request = {},
    signal = never,
  }: { audio?: typeof speech; request?: TurnRequest; signal?: AbortSignal } = {},
): Promise<{ events: readonly VoiceEvent[]; types: readonly string[]; scene: Scene }> {
  const scene = await voiceScene({ clock: systemClock, ...options });
  const events: VoiceEvent[] = [];
  for await (const event of converse(audio, request, scene.options, signal)) events.push(event);
  return { events, types: events.map(({ type }) => type), scene };
}

function done(events: readonly VoiceEvent[]): VoiceEvent & { type: "reply.done" } {
  const last = events.at(-1);
  if (last?.type !== "reply.done") throw new Error(`expected reply.done, got ${last?.type}`);
  return last;
}

/** A voice that dies at its nth clause, counted from 0. */
function dyingTts(dies: number): TtsEngine {
  let calls = -1;
  return {
    ...createFakeTts(),
    async *synthesize(request, signal) {
      calls += 1;
      if (calls >= dies) throw new ReparteeError("runner_crashed", "It died");
      yield* createFakeTts().synthesize(request, signal);
    },
  };
}

describe("converse", () => {
  it("hears, feels, answers and speaks, each after the other", async () => {
    const { events, types, scene } = await talk();
    expect(types[0]).toBe("user.final");
    expect(types[1]).toBe("reply.emotion");
    expect(types.indexOf("reply.audio")).toBeGreaterThan(types.indexOf("reply.emotion"));
    expect(types.filter((type) => type === "reply.emotion")).toHaveLength(1);
    expect(done(events)).toMatchObject({ source: "model", complete: true, emotion: happy, userEmotion: happy });
    expect(scene.asked).toEqual([expect.objectContaining({ text: "I lost my keys", language: "en" })]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
  });

  it("reports how it was said, before the reply and with its feeling", async () => {
    const { events } = await talk();
    // The fake's speech is a tone of 220 Hz.
    const prosody = expect.objectContaining({ pitchHz: expect.closeTo(220, -1), lettersPerSecond: expect.any(Number) });
    expect(events[0]).toMatchObject({ type: "user.final", prosody });
    expect(events[1]).toMatchObject({ type: "reply.emotion", userProsody: prosody });
  });

  it("speaks every clause of the reply, in order, with a mouth, and says how long it is", async () => {
    const { events } = await talk();
    const sounds = events.filter((event) => event.type === "reply.audio");
    const texts = events.filter((event) => event.type === "reply.text");
    expect(texts.map(({ text }) => text).join(" ")).toBe(done(events).text);
    expect(sounds.map(({ chunk }) => chunk)).toEqual(texts.map(({ chunk }) => chunk));
    let offsetMs = 0;
    for (const sound of sounds) {
      expect(sound.offsetMs).toBe(offsetMs);
      expect(sound.durationMs).toBeCloseTo((sound.samples.length / 24_000) * 1000, -1);
      expect(sound.visemes.length).toBeGreaterThan(1);
      expect(sound.loudness.length).toBe(Math.ceil(sound.durationMs / 20));
      offsetMs += sound.durationMs;
    }
    expect(done(events).durationMs).toBe(offsetMs);
  });

  it("asks neither recognizer nor model where nobody speaks", async () => {
    const { events, scene } = await talk({}, { audio: silence });
    expect(events).toEqual([expect.objectContaining({ type: "user.ignored", reason: "no_speech" })]);
    expect(scene.heardCalls()).toBe(0);
    expect(scene.asked).toEqual([]);
  });

  it("asks no model where no words were understood", async () => {
    const { events, scene } = await talk({ hears: [{ text: " ... ", language: "en" }] });
    expect(events).toEqual([expect.objectContaining({ type: "user.ignored", reason: "no_words" })]);
    expect(scene.asked).toEqual([]);
  });

  it("hands the feeling in the voice on, with its confidence, unless the client knows better", async () => {
    const hears = [
      { text: "I am fine", language: "en", emotion: { ...happy, label: "sad", confidence: 0.6 } },
    ] as const;
    expect((await talk({ hears })).scene.asked[0]).toMatchObject({ emotion: "sad", emotionConfidence: 0.6 });
    const { asked } = (await talk({ hears }, { request: { emotion: "angry" } })).scene;
    expect(asked[0]).toMatchObject({ emotion: "angry" });
    expect(asked[0]).not.toHaveProperty("emotionConfidence");
  });

  it("only writes where it is asked not to speak", async () => {
    const { events, types } = await talk({}, { request: { speaks: false } });
    expect(types).not.toContain("reply.audio");
    expect(done(events)).toMatchObject({ durationMs: 0, complete: true });
  });

  it("asks for the words again, aloud, when the recognizer died", async () => {
    const { events, scene } = await talk({ hears: [new ReparteeError("runner_crashed", "It died")] });
    expect(events.map(({ type }) => type)).toEqual([
      "error",
      "reply.emotion",
      "reply.text",
      "reply.audio",
      "reply.done",
    ]);
    expect(done(events)).toMatchObject({ source: "template", reason: "not_heard", language: "en" });
    expect(done(events).text).toMatch(/could not hear you/);
    expect(done(events).durationMs).toBeGreaterThan(1000);
    expect(scene.asked).toEqual([]);
  });

  it("says aloud that it lost its voice when the voice died before its first sound", async () => {
    const { events } = await talk({ tts: [dyingTts(0)] });
    expect(events.filter(({ type }) => type === "reply.audio")).toHaveLength(1);
    expect(done(events)).toMatchObject({ source: "model", complete: false, reason: "runner_crashed" });
    expect(done(events).text).toMatch(/Oh no/);
  });

  it("takes another voice when the first one died before its first sound", async () => {
    const { events } = await talk({ tts: [dyingTts(0), createFakeTts()] });
    expect(done(events)).toMatchObject({ complete: true });
    expect(events.filter(({ type }) => type === "reply.audio").length).toBeGreaterThan(1);
  });

  it("stops, and takes no second voice, when the voice died in the middle of the reply", async () => {
    const { events } = await talk({ tts: [dyingTts(1), createFakeTts()] });
    expect(events.filter(({ type }) => type === "reply.audio")).toHaveLength(1);
    expect(done(events)).toMatchObject({ complete: false, reason: "runner_crashed" });
  });

  it("writes when no voice is installed", async () => {
    const { events, types } = await talk({ tts: [] });
    expect(types.filter((type) => type === "reply.text").length).toBeGreaterThan(0);
    expect(done(events)).toMatchObject({ reason: "no_voice", complete: false });
  });

  it("throws what is wrong with the request", async () => {
    const wrong = new ReparteeError("persona_not_found", "no such persona");
    const respond = (): never => {
      throw wrong;
    };
    await expect(talk({ respond })).rejects.toBe(wrong);
  });

  it("ends by the caller's abort, and aborts the responder", async () => {
    const controller = new AbortController();
    let aborted: AbortSignal | undefined;
    const respond: SceneOptions["respond"] = (request, signal) => {
      aborted = signal;
      controller.abort();
      return answer("Nobody hears this. At all.")(request, signal);
    };
    const { types } = await talk({ respond }, { signal: controller.signal });
    expect(aborted?.aborted).toBe(true);
    expect(types).not.toContain("reply.audio");
  });

  it("aborts the responder when the reader leaves", async () => {
    let aborted: AbortSignal | undefined;
    const scene = await voiceScene({
      clock: systemClock,
      respond(request, signal) {
        aborted = signal;
        return answer("One sentence. And another one. And a third.")(request, signal);
      },
    });
    for await (const event of converse(speech, {}, scene.options, never)) if (event.type === "reply.emotion") break;
    expect(aborted?.aborted).toBe(true);
  });
});
