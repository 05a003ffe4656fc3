import { describe, expect, it, onTestFinished } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import { fakeSound } from "../../../test/support/speech-contract/fake-speech.ts";
import { voiceScene, type Scene, type SceneOptions } from "../../../test/support/voice/voice-scene.ts";
import { createVoiceSession, type VoiceSession } from "./create-voice-session.ts";
import { heardText } from "./heard-text.ts";
import type { SessionEvent } from "./session-event.ts";

interface Talk {
  readonly session: VoiceSession;
  readonly scene: Scene;
  readonly events: SessionEvent[];
  readonly clock: FakeClock;
  /** The microphone, 20 ms at a time, while the clock goes on as it does. */
  readonly hear: (sound: "speech" | "silence", ms: number) => Promise<void>;
  readonly types: () => readonly string[];
}

async function talk(options: Omit<SceneOptions, "clock"> = {}): Promise<Talk> {
  const clock = createFakeClock();
  const scene = await voiceScene({ clock, ...options });
  const session = await createVoiceSession(scene.options, { conversationId: "talk" });
  const events: SessionEvent[] = [];
  void (async () => {
    for await (const event of session.events) events.push(event);
  })();
  onTestFinished(() => session[Symbol.asyncDispose]());
  const voice = fakeSound("x".repeat(200));
  return {
    ...{ session, scene, events, clock },
    async hear(sound, ms) {
      for (let done = 0; done < ms; done += 20) {
        void session.push(sound === "speech" ? voice.slice(0, 320) : new Float32Array(320));
        await clock.advance(20);
      }
    },
    types: () => events.map(({ type }) => type).filter((type) => type !== "session.state"),
  };
}

const states = (events: readonly SessionEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === "session.state" ? [event.state] : []));

describe("a voice session", () => {
  it("goes from listening through hearing and thinking to speaking, and back when the sound is over", async () => {
    const { hear, events, scene, clock } = await talk();
    await hear("silence", 500);
    await hear("speech", 1000);
    await hear("silence", 600);
    expect(states(events)).toEqual(["hearing", "thinking", "speaking"]);
    expect(scene.asked.map(({ text }) => text)).toEqual(["I lost my keys"]);
    await clock.advance(20_000);
    expect(states(events).at(-1)).toBe("listening");
  });

  it("never makes a turn of silence", async () => {
    const { hear, events, scene } = await talk();
    await hear("silence", 3000);
    expect(events).toEqual([]);
    expect(scene.heardCalls()).toBe(0);
  });

  it("begins to understand in the first pause, and asks the recognizer once", async () => {
    const { hear, scene } = await talk();
    await hear("speech", 1000);
    await hear("silence", 200);
    expect(scene.heardCalls()).toBe(1);
    await hear("silence", 400);
    expect(scene.heardCalls()).toBe(1);
    expect(scene.asked).toHaveLength(1);
  });

  it("stops for words, keeps what was heard and nothing else, and answers them", async () => {
    const hears = [{ text: "I lost my keys" }, { text: "Wait, I have them" }];
    const { hear, events, scene, types, clock } = await talk({ hears });
    await hear("speech", 1000);
    await hear("silence", 400);
    await clock.advance(600);
    await hear("speech", 500);
    expect(types()).toContain("reply.paused");
    expect(types().at(-1)).toBe("reply.paused");
    await hear("silence", 400);
    const interrupted = events.find((event) => event.type === "reply.interrupted");
    if (interrupted?.type !== "reply.interrupted") throw new Error("expected an interruption");
    expect(interrupted.heardText).toMatch(/^Oh no/);
    expect(scene.stored.get("reply-0")).toMatchObject({ text: interrupted.heardText, state: "partial" });
    expect(scene.asked.map(({ text }) => text)).toEqual(["I lost my keys", "Wait, I have them"]);
  });

  it("takes a short sound into the reply for no interruption", async () => {
    const { hear, scene, types, clock } = await talk();
    await hear("speech", 1000);
    await hear("silence", 400);
    await clock.advance(100);
    await hear("speech", 200);
    await hear("silence", 600);
    expect(types()).not.toContain("reply.paused");
    expect(scene.asked).toHaveLength(1);
    expect(scene.heardCalls()).toBe(1);
  });

  it("goes on where it stopped when there were no words", async () => {
    const { hear, events, scene, types, clock } = await talk({ hears: [{ text: "I lost my keys" }, { text: "" }] });
    await hear("speech", 1000);
    await hear("silence", 400);
    const before = events.filter((event) => event.type === "reply.audio");
    await clock.advance(300);
    await hear("speech", 500);
    await hear("silence", 400);
    expect(types()).toContain("reply.resumed");
    expect(types()).not.toContain("reply.interrupted");
    const paused = events.find((event) => event.type === "reply.paused");
    const resumed = events.find((event) => event.type === "reply.resumed");
    if (paused?.type !== "reply.paused" || resumed?.type !== "reply.resumed") throw new Error("expected both");
    expect(resumed.fromMs).toBe(paused.heardMs);
    const again = events.slice(events.indexOf(resumed)).filter((event) => event.type === "reply.audio");
    const wholeMs = before.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(again.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(wholeMs - paused.heardMs, -1);
    expect(scene.asked).toHaveLength(1);
  });

  it("goes on after two seconds of noise that does not end", async () => {
    const { hear, types, clock } = await talk({ hears: [{ text: "I lost my keys" }, { text: "" }] });
    await hear("speech", 1000);
    await hear("silence", 400);
    await clock.advance(300);
    await hear("speech", 2600);
    expect(types()).toContain("reply.resumed");
  });

  it("cuts the history by the listener's own figure where it gives one", async () => {
    const { hear, session, events, scene } = await talk();
    await hear("speech", 1000);
    await hear("silence", 500);
    await session.cancel(10);
    expect(events.findLast((event) => event.type === "reply.interrupted")).toMatchObject({
      heardMs: 10,
      heardText: "",
    });
    expect(scene.stored.get("reply-0")).toMatchObject({ text: "" });
  });

  it("answers written words, and leaves no timer behind", async () => {
    const { session, events, scene, clock } = await talk();
    await session.say("Good morning");
    await clock.advance(30_000);
    expect(scene.asked.map(({ text }) => text)).toEqual(["Good morning"]);
    expect(events.some(({ type }) => type === "reply.audio")).toBe(true);
    expect(clock.pendingCount).toBe(0);
  });

  it("ends a reply when it is closed", async () => {
    const { hear, session, types, clock } = await talk();
    await hear("speech", 1000);
    await hear("silence", 500);
    await session[Symbol.asyncDispose]();
    await clock.advance(0);
    expect(types().at(-1)).toBe("reply.interrupted");
    expect(clock.pendingCount).toBe(0);
  });
});

describe("heardText", () => {
  const clauses = [
    { text: "I am so sorry,", offsetMs: 0, durationMs: 1000 },
    { text: "tell me everything now.", offsetMs: 1000, durationMs: 1000 },
  ];

  it.each([
    [0, ""],
    [500, "I am"],
    [1000, "I am so sorry,"],
    [1500, "I am so sorry, tell me"],
    [2000, "I am so sorry, tell me everything now."],
    [9000, "I am so sorry, tell me everything now."],
  ])("until %i ms is %o", (heardMs, expected) => {
    expect(heardText(clauses, heardMs)).toBe(expected);
  });
});
